package digital.market.migrator.settings;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.MigrationException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A password never shows, whether it is read well, wrongly or not at all. */
class SecrecyTest {

    @Property
    void aPasswordNeverShows(@ForAll("passwords") String password, @ForAll("environments") Map<String, String> shape) {
        String encoded = URLEncoder.encode(password, StandardCharsets.UTF_8);
        Map<String, String> environment = new HashMap<>(shape);
        environment.replaceAll((name, value) -> value.replace("RAW", password).replace("ENCODED", encoded));

        assertThat(said(environment)).as(environment.toString()).doesNotContain(password).doesNotContain(encoded);
    }

    private static String said(Map<String, String> environment) {
        return SettingsReader.survey(environment, Map.of()) + said(environment, Map.of());
    }

    private static String said(Map<String, String> environment, Map<String, String> options) {
        try {
            Settings settings = SettingsReader.read(environment, options);
            return settings + "\n" + settings.target() + settings.target().describe() + settings.target().password()
                    + settings.origins() + settings.overrides() + settings.warnings();
        } catch (MigrationException e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return trace.toString() + e.failure();
        }
    }

    @Provide
    Arbitrary<String> passwords() {
        return Arbitraries.strings().ascii().excludeChars('\0').ofMinLength(12).ofMaxLength(30)
                .filter(text -> !text.isBlank());
    }

    @Provide
    Arbitrary<Map<String, String>> environments() {
        String url = "postgresql://bot:ENCODED@db/shop";
        return Arbitraries.of(List.of(
                Map.of("DATABASE_URL", url),
                Map.of("DATABASE_URL", "postgresql://bot:RAW@db/shop"),
                Map.of("DATABASE_URL", "postgresql+asyncpg://bot:RAW@db/shop"),
                Map.of("DATABASE_URL", "jdbc:postgresql://db/shop?user=bot&password=ENCODED"),
                Map.of("DATABASE_URL", "jdbc:postgresql://bot:RAW@db/shop"),
                Map.of("DATABASE_URL", "postgresql://db/shop?user=bot&password=RAW"),
                Map.of("DATABASE_URL", "postgresql://bot:RAW"),
                Map.of("DATABASE_URL", "postgresql://bot:RAW@db:99999/shop"),
                Map.of("DATABASE_URL", "mysql://bot:RAW@db/shop"),
                Map.of("DATABASE_URL", "RAW"),
                Map.of("DATABASE_URL", "RAW://bot:ENCODED@db/shop"),
                Map.of("DATABASE_URL", url, "DB_URL", "postgresql://bot:RAW@other/shop"),
                Map.of("DATABASE_URL", url, "DB_URL", "postgresql://bot:RAW@db/shop?sslmode=RAW"),
                Map.of("DATABASE_URL", url, "DB_PASSWORD", "RAW"),
                Map.of("DATABASE_URL", url, "DB_PASSWORD", "RAW", "PGPASSWORD", "other RAW"),
                Map.of("DATABASE_URL", url, "DB_PASSWORD", "RAW", "DB_PASSWORD_FILE", "/x"),
                Map.of("DATABASE_URL", url, "DB_PASSWORD_FILE", "RAW"),
                Map.of("DATABASE_URL", url, "DB_PORT", url),
                Map.of("DATABASE_URL", url, "PGSSLKEY", "RAW"),
                Map.of("DATABASE_URL", url, "PGSSLKEY", "RAW", "PGSSLCERT", "/x"),
                Map.of("DATABASE_URL", url, "PGSSLKEY", "-----BEGIN PRIVATE KEY-----RAW-----END PRIVATE KEY-----", "PGSSLCERT", "/x"),
                Map.of("DATABASE_URL", url + "?sslcert=/x&sslkey=ENCODED"),
                Map.of("DATABASE_URL", url, "MIGRATOR_LOCATIONS", "postgresql://bot:RAW@db/shop"),
                Map.of("DATABASE_URL", url, "MIGRATOR_AHEAD", "postgresql://bot:RAW@db/shop"),
                Map.of("DATABASE_URL", url, "MIGRATOR_PLACEHOLDER_PASSWORD", "RAW"),
                Map.of("DB_HOST", "postgresql://bot:RAW@db/shop", "DB_USER", "bot", "DB_PASSWORD", "RAW"),
                Map.of("PGHOST", "db", "PGUSER", "bot", "PGPASSWORD", "RAW", "MIGRATOR_LOCK_WAIT", "5")));
    }
}
