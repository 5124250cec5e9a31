package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What passed, and what was killed, in a container of 64 MiB, whose heap has 51. */
class MemoryNeedTest {

    private static final int MEBIBYTE = 1 << 20;
    private static final long HEAP = 51L * MEBIBYTE + MEBIBYTE / 5;

    @ParameterizedTest
    @CsvSource({"10, true", "12, true", "14, false", "20, false"})
    void oneStatementCountsByItsText(int mebibytes, boolean passes) {
        assertThat(passes("INSERT INTO t VALUES ('" + "a".repeat(mebibytes * MEBIBYTE) + "');\n")).isEqualTo(passes);
    }

    @ParameterizedTest
    @CsvSource({"61440, true", "71680, false"})
    void manyStatementsCountByTheirNumberToo(int statements, boolean passes) {
        assertThat(passes(("INSERT INTO t VALUES ('" + "a".repeat(80) + "');\n").repeat(statements))).isEqualTo(passes);
    }

    @ParameterizedTest
    @CsvSource({"100000, true", "200000, false"})
    void shortStatementsCountByLittleElse(int statements, boolean passes) {
        assertThat(passes("SELECT 1;\r\n".repeat(statements))).isEqualTo(passes);
    }

    @Test
    void textThatIsNotLatinTakesTwoBytesPerCharacter() {
        assertThat(MemoryNeed.of("я".repeat(MEBIBYTE))).isEqualTo(MemoryNeed.of("a".repeat(2 * MEBIBYTE)));
    }

    @Test
    void theLimitThatWouldDoIsNamed() {
        assertThat(MemoryNeed.of("a".repeat(16 * MEBIBYTE)).problem("V2__data.sql", HEAP)).hasValue("V2__data.sql takes some 64 MiB of memory to run, "
                + "of which at most 51 MiB can be used: raise the container's memory limit to 96 MiB, or split the script.");
    }

    private static boolean passes(String sql) {
        return MemoryNeed.of(sql).problem("V2__data.sql", HEAP).isEmpty();
    }
}
