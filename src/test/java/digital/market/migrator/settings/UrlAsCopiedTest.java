package digital.market.migrator.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs and parts as they arrive from env files, Secrets and chats. */
class UrlAsCopiedTest {

    private static final String URL = "postgresql://bot:hunter2@db:5432/shop";

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void oneLineBreakAtTheEndIsLeftOutAndSaid(String end) {
        for (String variable : new String[] {"DB_NAME", "DB_USER", "DB_PASSWORD", "DB_HOST", "PGUSER", "MIGRATOR_SCHEMA", "MIGRATOR_ROLE"}) {
            Settings settings = read(Map.of("DATABASE_URL", URL, variable, "name" + end));

            assertThat(settings.warnings()).contains(variable + " ends with a line break, which is left out.");
            assertThat(settings.origins()).filteredOn(one -> one.origin().startsWith(variable)).singleElement()
                    .extracting(Setting::value).isIn("name", Secret.MASK);
        }
        assertThat(read(Map.of("DATABASE_URL", URL, "DB_PASSWORD", "name" + end)).target().password().orElseThrow().reveal()).isEqualTo("name");
        assertThat(read(Map.of("DATABASE_URL", URL + end)).target().database()).isEqualTo("shop");
        assertThat(read(Map.of("DATABASE_URL", URL, "DB_PASSWORD", end)).target().password().orElseThrow().reveal()).isEqualTo("hunter2");
        assertThat(read(Map.of("DATABASE_URL", URL, "MIGRATOR_PLACEHOLDER_X", "x" + end)).placeholders()).containsEntry("x", "x" + end);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            "%s"|it stands in quotes
            '%s'|it stands in quotes
            `%s`|it stands in quotes
             %s|it begins or ends with a blank
            %s |it begins or ends with a blank
            %s\t|it begins or ends with a blank
            psql '%s'|this is a command line
            psql %s|this is a command line
            DATABASE_URL=%s|it begins with a variable's name
            export DATABASE_URL='%s'|it begins with a variable's name
            %s?sslmode=|its parameter sslmode is empty
            %s?sslrootcert=&sslmode=require|its parameter sslrootcert is empty
            %s?channel_binding|its parameter channel_binding is empty
            %s?target_session_attrs=|its parameter target_session_attrs is empty
            %s?schema=public|set MIGRATOR_SCHEMA
            jdbc:postgresql://db/shop?user=bot&password=hunter2&currentSchema=other|set MIGRATOR_SCHEMA
            postgresql://bot:hunter2@ss:w/rd@db/shop|the password seems to hold one; write %%40 for @
            postgresql://bot:hunter2@1:2:3/rd@db/shop|the password seems to hold one; write %%40 for @
            postgresql://bot:hunter2@s<s/rd@db/shop|the password seems to hold one; write %%40 for @
            """)
    void whatCannotBeMeantIsNamed(String text, String reason) {
        Map<String, String> environment = Map.of("DATABASE_URL", text.formatted(URL));

        assertThatThrownBy(() -> read(environment)).isInstanceOfSatisfying(MigrationException.class, e -> {
            assertThat(e.outcome()).isEqualTo(Outcome.CONFIGURATION);
            assertThat(e.getMessage()).startsWith("DATABASE_URL cannot be used: ").contains(reason.replace("%%", "%")).doesNotContain("hunter2", "rd@db", "other");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"?password=", "?options=", "?sslmode=disable", "?ssl=true", "?application_name="})
    void whatSaysNothingAndOpensNothingIsTaken(String query) {
        assertThat(read(Map.of("DATABASE_URL", URL + query)).target().database()).isEqualTo("shop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$user", "\"$user\"", "pg_temp", "pg_x", "pg_catalog", "information_schema"})
    void aSchemaThatCannotBeMigratedIsRefused(String schema) {
        assertThatThrownBy(() -> read(Map.of("DATABASE_URL", URL, "MIGRATOR_SCHEMA", schema))).hasMessageStartingWith("MIGRATOR_SCHEMA is \"" + schema + "\": ");
    }

    @Test
    void aSchemaMayHoldTheSameLettersElsewhere() {
        assertThat(read(Map.of("DATABASE_URL", URL, "MIGRATOR_SCHEMA", "a_pg_$user")).schema()).isEqualTo("a_pg_$user");
    }

    private static Settings read(Map<String, String> environment) {
        return SettingsReader.read(new HashMap<>(environment), Map.of());
    }
}
