package digital.market.migrator.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code config} shows where something cannot be used: what was given, and never the default, which is not in force. */
class SurveyTest {

    private static final String SECRET = "hunter2-and-more";
    private static final String URL = "postgresql://bot:" + SECRET + "@db:5433/shop?sslmode=require";
    private static final List<String> ALWAYS_SHOWN = List.of("host", "port", "user", "database", "password", "sslmode");

    private static Stream<Arguments> variables() {
        return Arrays.stream(Part.values()).flatMap(part -> part.variables().stream().map(name -> Arguments.of(part, name)));
    }

    @ParameterizedTest
    @MethodSource("variables")
    void aFileThatCannotBeReadIsNamedForItsPart(Part part, String variable) {
        for (String url : List.of(URL, "postgresql://bot@db")) {
            Survey survey = survey(Map.of("DATABASE_URL", url, variable + "_FILE", "/nowhere/" + SECRET));

            assertThat(row(survey, part.word())).isEqualTo(new Setting(part.word(), "****", variable + "_FILE (cannot be used)"));
        }
    }

    @ParameterizedTest
    @MethodSource("variables")
    void aVariableAndItsFileAreBothNamed(Part part, String variable) {
        Survey survey = survey(Map.of("DATABASE_URL", URL, variable, SECRET, variable + "_FILE", "/nowhere"));

        assertThat(row(survey, part.word()))
                .isEqualTo(new Setting(part.word(), "****", variable + " and " + variable + "_FILE (cannot be used)"));
    }

    @ParameterizedTest
    @CsvSource({"PGSSLMODE, strict, sslmode, strict", "DB_PORT, 0, port, 0", "PGPORT, 'x,y', port, 'x,y'", "DB_HOST, db:5432, host, db:5432",
            "PGHOST, /tmp, host, /tmp", "DB_USER, postgresql://bot:hunter2-and-more@db, user, ****", "PGDATABASE, a:hunter2-and-more@b, database, ****",
            "PGREQUIREAUTH, magic, require_auth, magic", "PGSSLNEGOTIATION, direct, sslnegotiation, direct"})
    void aPartThatCannotBeUsedIsShownAsItWasGiven(String variable, String value, String part, String shown) {
        for (String url : List.of(URL, "postgresql://bot@db")) {
            Survey survey = survey(Map.of("DATABASE_URL", url, variable, value));

            assertThat(row(survey, part)).isEqualTo(new Setting(part, shown, variable + " (cannot be used)"));
        }
    }

    @Test
    void twoVariablesThatDifferAreBothNamed() {
        Survey survey = survey(Map.of("DATABASE_URL", URL, "DB_HOST", "a", "PGHOST", "b", "DB_PASSWORD", "x", "PGPASSWORD", "y"));

        assertThat(row(survey, "host")).isEqualTo(new Setting("host", "a", "DB_HOST and PGHOST (cannot be used)"));
        assertThat(row(survey, "password")).isEqualTo(new Setting("password", "****", "DB_PASSWORD and PGPASSWORD (cannot be used)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DATABASE_URL", "DB_URL", "DATABASE_URL_FILE", "DB_URL_FILE"})
    void whatAUrlMightHaveSaidIsNotSaidByDefaults(String variable) {
        Survey survey = survey(Map.of(variable, URL.replace("postgresql", "mysql")));

        assertThat(survey.settings()).filteredOn(one -> ALWAYS_SHOWN.contains(one.name())).hasSameSizeAs(ALWAYS_SHOWN)
                .allSatisfy(one -> assertThat(one).isEqualTo(Setting.unusable(one.name(), "****", variable)));
    }

    @Test
    void whatNoUrlIsNeededForIsShownBesideABrokenOne() {
        Survey survey = survey(Map.of("DATABASE_URL", "nonsense", "DB_URL", URL, "DB_HOST", "db", "PGSSLMODE", "disable"));

        assertThat(row(survey, "host")).isEqualTo(new Setting("host", "db", "DB_HOST"));
        assertThat(row(survey, "sslmode")).isEqualTo(new Setting("sslmode", "disable", "PGSSLMODE"));
        assertThat(row(survey, "port")).isEqualTo(new Setting("port", "****", "DATABASE_URL (cannot be used)"));
    }

    @Test
    void anEmptyOptionIsNoDefault() {
        Survey survey = SettingsReader.survey(Map.of("DATABASE_URL", URL, "MIGRATOR_TO", "3"), Map.of("migrator.wait", "", "migrator.to", ""));

        assertThat(row(survey, "wait")).isEqualTo(new Setting("wait", "", "--wait (cannot be used)"));
        assertThat(row(survey, "to")).isEqualTo(new Setting("to", "", "--to (cannot be used)"));
    }

    /** With a problem, and with none of a setting's rows twice. */
    private static Survey survey(Map<String, String> environment) {
        Survey survey = SettingsReader.survey(new HashMap<>(environment), Map.of());
        assertThat(survey.failure()).isPresent();
        assertThat(survey.settings().stream().map(Setting::name)).doesNotHaveDuplicates();
        assertThat(survey.toString()).doesNotContain(SECRET);
        return survey;
    }

    private static Setting row(Survey survey, String name) {
        return survey.settings().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }
}
