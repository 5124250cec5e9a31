package digital.market.migrator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others wrote is shown with nothing in it that acts on a terminal, begins a line or hides. */
class PrintableTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "users", "Größe ✓ 名前 😀", "it's \"quoted\" \\ back", "é"})
    void ordinaryTextIsLeftAlone(String text) {
        assertThat(Printable.line(text)).isSameAs(text);
        assertThat(Printable.isPrintable(text)).isTrue();
    }

    @Test
    void whatActsIsWrittenVisibly() {
        assertThat(Printable.line("i\n; DROP\r\t\u001b[2J\u009b\u202e\u2028\u200b\u0000\ud800\udb40\udc41"))
                .isEqualTo("i\\n; DROP\\r\\t\\u001b[2J\\u009b\\u202e\\u2028\\u200b\\u0000\\ud800\\udb40\\udc41");
    }

    @Test
    void noCharacterThatActsIsLeft() {
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT).forEach(c -> {
            String shown = Printable.line("a" + Character.toString(c) + "b");
            assertThat(shown.codePoints()).as(Integer.toHexString(c)).noneMatch(PrintableTest::acts);
        });
    }

    @Property
    void linesAreThoseOfTheTextAndJsonMeansTheSame(@ForAll String text) {
        assertThat(Printable.lines(text)).hasSameSizeAs(text.lines().toList())
                .allSatisfy(line -> assertThat(line.codePoints()).noneMatch(PrintableTest::acts));
        String json = JsonReport.JSON.createObjectBuilder().add("text", text).build().toString();
        assertThat(Printable.json(json).codePoints()).noneMatch(PrintableTest::acts);
        assertThat(JsonReport.JSON.createReader(new java.io.StringReader(Printable.json(json))).readObject().getString("text"))
                .isEqualTo(JsonReport.JSON.createReader(new java.io.StringReader(json)).readObject().getString("text"));
    }

    /** By another list than the class's own: ECMA-48's controls, Unicode's bidirectional controls, line ends and zero widths. */
    private static boolean acts(int c) {
        return c < 0x20 || c >= 0x7f && c < 0xa0 || c == 0xad || c == 0x61c || c >= 0x200b && c <= 0x200f || c >= 0x2028 && c <= 0x202e
                || c >= 0x2060 && c <= 0x206f || c == 0xfeff || c >= 0xd800 && c <= 0xdfff || c >= 0xe0000 && c <= 0xe0fff;
    }
}
