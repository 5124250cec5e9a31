package digital.market.migrator.migration;

import digital.market.migrator.migration.Placeholders.BuiltIn;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.internal.parser.ParsingContext;
import org.junit.jupiter.api.Test;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PlaceholdersTest {

    private static final Map<String, String> VALUES = Map.of("a", "1", "Who", "${a} $b }", "none", "");

    @Property(tries = 3000)
    void everyTextBecomesWhatFlywaysReaderMakesOfIt(@ForAll("texts") String sql) {
        List<String> problems = Placeholders.of(VALUES).problems(sql, "V1__x.sql");
        Assume.that(problems.stream().noneMatch(problem -> problem.contains("that no } ends")));

        if (problems.isEmpty()) {
            assertThat(Placeholders.of(VALUES).replace(sql, "V1__x.sql")).isEqualTo(FlywayOracle.replace(sql, VALUES));
        } else {
            assertThatThrownBy(() -> FlywayOracle.replace(sql, VALUES)).isInstanceOf(FlywayException.class);
        }
    }

    @Test
    void namesHaveNoCase() {
        assertThat(Placeholders.of(VALUES).replace("${WHO} ${who}", "V1__x.sql")).isEqualTo("${a} $b } ${a} $b }");
    }

    @Test
    void flywaysOwnPlaceholdersAreKnown() {
        Placeholders placeholders = Placeholders.of(Map.of("flyway:user", "not this one"))
                .with(BuiltIn.DEFAULT_SCHEMA, "public").with(BuiltIn.USER, "bot").with(BuiltIn.DATABASE, "market")
                .with(BuiltIn.TABLE, "flyway_schema_history").startedAt(LocalDateTime.of(2026, 1, 2, 3, 4, 5, 6).atZone(ZoneId.systemDefault()).toInstant());

        assertThat(placeholders.replace("${flyway:defaultSchema},${flyway:user},${flyway:database},${flyway:table},"
                + "${flyway:timestamp},${flyway:filename},${flyway:environment}", "sub/V1__x.sql"))
                .isEqualTo("public,bot,market,flyway_schema_history,2026-01-02 03:04:05,V1__x.sql,default");
        assertThat(placeholders.replace("${flyway:workingDirectory}", "V1__x.sql")).isEqualTo(System.getProperty("user.dir"));
    }

    @Test
    void flywayHasNoOthers() {
        assertThat(Arrays.stream(ParsingContext.class.getDeclaredFields()).filter(field -> field.getName().endsWith("_PLACEHOLDER")))
                .as("one constant for each, flyway:filename included").hasSize(BuiltIn.values().length + 1);
        assertThat(new FluentConfiguration().getCurrentEnvironmentName()).isEqualTo("default");
    }

    @Test
    void everyPlaceholderWithoutAValueIsNamedWithItsLineAndTheVariableToSet() {
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> Scripts.NONE.replace("select 1;\r\nselect '${table_owner}',\n ${b-c}, ${flyway:nothing};", "V1__x.sql"))
                .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.CONFIGURATION))
                .withMessage("""
                        V1__x.sql line 2: the placeholder ${table_owner} has no value: set MIGRATOR_PLACEHOLDER_TABLE_OWNER. \
                        If it is none, put placeholderReplacement=false into V1__x.sql.conf.
                        V1__x.sql line 3: the placeholder ${b-c} has no value: set MIGRATOR_PLACEHOLDER_b-c, or --placeholder b-c=VALUE. \
                        If it is none, put placeholderReplacement=false into V1__x.sql.conf.
                        V1__x.sql line 3: the placeholder ${flyway:nothing} is none of those that Flyway gives, or has no value here.""");
    }

    @Test
    void aPlaceholderThatNeverEndsIsNamedWithItsLine() {
        assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> Scripts.NONE.replace("\n\n${a", "V1__x.sql"))
                .withMessageStartingWith("V1__x.sql line 3: ${ begins a placeholder that no } ends.");
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("${a}", "${A}", "${who}", "${none}", "$", "$$", "$$$", "}", " ", "{", "x", "'", "\n", "é")
                .list().ofMaxSize(12).map(pieces -> String.join("", pieces));
    }

    @Test
    void whatOnlyARunKnowsHasToBeGivenWhereThereIsNone() {
        Placeholders known = Placeholders.of(Map.of("flyway:user", "bot", "flyway:timestamp", "noon"));

        assertThat(known.replace("${flyway:user} ${flyway:timeStamp}", "V1__x.sql")).isEqualTo("bot noon");
        assertThat(known.problems("\n${flyway:database}", "V1__x.sql")).containsExactly("V1__x.sql line 2: the placeholder ${flyway:database} "
                + "is known when the script runs, not here: give it a value by --placeholder flyway:database=VALUE, or take it out.");
    }
}
