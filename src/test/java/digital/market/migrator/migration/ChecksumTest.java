package digital.market.migrator.migration;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class ChecksumTest {

    @Property(tries = 5000)
    void everyScriptHasFlywaysChecksum(@ForAll("scripts") String content) {
        assertThat(Checksum.of(content)).isEqualTo(FlywayOracle.checksum(content));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r", "\uFEFF", "\uFEFFselect 1;\r\n", "\uFEFF\uFEFFx", "a\rb", "a\r\nb", "a\n\rb",
            "no last line end", "select 'é☃😀';\n", "a\u2028b\u0085c\u000Bd\fe"})
    void oddScriptsHaveFlywaysChecksum(String content) {
        assertThat(Checksum.of(content)).isEqualTo(FlywayOracle.checksum(content));
    }

    @Test
    void aRepeatablesChecksumCountsTheValuesOfItsPlaceholders() {
        String content = "\uFEFFcreate view v as select '${who}' || '${flyway:table}';\r\n";
        Map<String, String> users = Map.of("who", "bot");
        Map<String, String> all = Map.of("who", "bot", "flyway:table", "history");
        Placeholders placeholders = Placeholders.of(users).with(Placeholders.BuiltIn.TABLE, "history");

        Migration repeatable = Scripts.repeatable(content);

        assertThat(repeatable.checksum(placeholders)).isEqualTo(FlywayOracle.checksum(content, all))
                .isNotEqualTo(repeatable.rawChecksum());
        assertThat(repeatable.checksumMatches(repeatable.rawChecksum(), placeholders)).isTrue();
        assertThat(repeatable.checksumMatches(FlywayOracle.checksum(content, all), placeholders)).isTrue();
        assertThat(repeatable.checksumMatches(4711, placeholders)).isFalse();
    }

    @Test
    void aVersionedScriptsChecksumDoesNotCountThem() {
        Migration versioned = Scripts.versioned("select '${who}';");

        assertThat(versioned.checksum(Scripts.NONE)).isEqualTo(versioned.rawChecksum());
    }

    @Test
    void aRepeatableWithoutReplacementHasItsRawChecksum() {
        Migration repeatable = Scripts.script("R__x.sql", "select '${who}';",
                new ScriptConfig(Optional.empty(), Optional.of(false)));

        assertThat(repeatable.checksum(Scripts.NONE)).isEqualTo(repeatable.rawChecksum());
        assertThat(repeatable.sql(Scripts.NONE)).isEqualTo("select '${who}';");
    }

    @Test
    void theByteOrderMarkIsNotPartOfTheSql() {
        assertThat(Scripts.versioned("\uFEFFselect 1;").sql()).isEqualTo("select 1;");
    }

    @Test
    void aLongDescriptionIsCutAsTheHistoryHoldsIt() {
        Migration migration = Scripts.script("V1__" + "d".repeat(201) + ".sql", "", ScriptConfig.NONE);

        assertThat(migration.descriptionInHistory()).isEqualTo("d".repeat(197) + "...");
    }

    @Test
    void flywayIsTheOneThatThisProgramIsBuiltAgainst() {
        assertThat(Flyway.class.getProtectionDomain().getCodeSource().getLocation().toString()).contains("flyway-core-12.");
    }

    @Provide
    Arbitrary<String> scripts() {
        Arbitrary<String> piece = Arbitraries.oneOf(
                Arbitraries.of("\n", "\r\n", "\r", "\uFEFF", "\t", "\f", "\u2028", "\u0085", "😀", "ё", "--", "${x}"),
                Arbitraries.strings().ascii().ofMaxLength(20),
                Arbitraries.strings().all().ofMaxLength(8));
        return piece.list().ofMaxSize(20).map(pieces -> String.join("", pieces));
    }
}
