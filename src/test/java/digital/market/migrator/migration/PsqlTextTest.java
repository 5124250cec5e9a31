package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code psql} would take for a variable of its own is none any more; all else is as it was written. */
class PsqlTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "select a[1:n]|select a[1: n]", "select a[1:2]|select a[1: 2]", "select a[:n]|select a[: n]", "select a[b:\"N\"]|select a[b: \"N\"]",
            "select a[1:n::int]|select a[1: n::int]", "select a[1:$1]|select a[1: $1]", "select a[1:'2']|select a[1: '2']",
            "select a[x:y], a[x:z]|select a[x: y], a[x: z]", "select a[1:ñ]|select a[1: ñ]", "select a[1:E'\\x32']|select a[1: E'\\x32']"})
    void aBlankKeepsASliceFromBeingAVariable(String written, String printed) {
        assertThat(PsqlText.of(statement(written))).isEqualTo(printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"select 1::int, x::\"t\"", "call p(a:=1, b := x)", "select ':x', \":x\", $$:x$$, E'\\':x'", "select 1 -- :x\n/* :'x' */ + 2",
            "select a[1 : n], a[:], a[n:]", "select '12:30'::time", "select 'a\\'\n 'b'", "select E'\\n' ';'"})
    void allElseStaysAsItIs(String written) {
        assertThat(PsqlText.of(statement(written))).isEqualTo(written);
    }

    /** It would take the second part for an ordinary literal, which ends at the first quote. */
    @ParameterizedTest
    @MethodSource
    void aLiteralWithEscapesIsOnePart(String written, String printed) {
        assertThat(PsqlText.of(statement(written))).isEqualTo(printed);
    }

    static Stream<Arguments> aLiteralWithEscapesIsOnePart() {
        return Stream.of(
                Arguments.of("select E'a\\''\n '\\';b', 1", "select E'a\\'\\';b', 1"),
                Arguments.of("select e'a' -- no ; ' end\r\n\t'\\\\' 'c'", "select e'a\\\\' 'c'"),
                Arguments.of("select E'a'''\n'b'\n'\\n'", "select E'a''b\\n'"));
    }

    private static Statement statement(String text) {
        return new Statement(1, text, Optional.empty());
    }
}
