package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Certificates;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The connection is encrypted, and the server is who it says it is, as far as {@code sslmode} asks for that. */
class TlsIT {

    private static final Postgres SERVER = Postgres.V17;

    @TempDir
    private static Path folder;
    private static TestDatabase database;
    private static Certificates certificates;
    private static Certificates others;

    private final Program program = Program.packaged();

    @BeforeAll
    static void letTheServerSpeakTls() throws Exception {
        certificates = Certificates.make(Files.createDirectory(folder.resolve("server")));
        others = Certificates.make(Files.createDirectory(folder.resolve("others")));
        database = SERVER.newDatabase();
        set("ssl_cert_file", certificates.certificate().toString());
        set("ssl_key_file", certificates.key().toString());
        set("ssl", "on");
        speaks("on");
    }

    @AfterAll
    static void asItWas() throws Exception {
        set("ssl", "off");
        speaks("off");
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sslmode=prefer", "sslmode=require", "sslmode=verify-ca&sslrootcert=SERVER", "sslmode=verify-full&sslrootcert=SERVER",
            "ssl=require", "sslmode=require&channel_binding=require"})
    void theRunIsEncrypted(String parameters) throws SQLException {
        try (TestDatabase empty = SERVER.newDatabase()) {
            ScriptFolder scripts = new ScriptFolder(folder.resolve("scripts"))
                    .add("V1__seen.sql", "CREATE TABLE seen AS SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid();");

            run(empty, parameters, "MIGRATOR_LOCATIONS", "filesystem:" + scripts.path()).exitedWith(0);

            assertThat(Query.rows(empty, "SELECT ssl FROM seen")).containsExactly("t");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sslmode=verify-ca&sslrootcert=OTHER", "sslmode=verify-full&sslrootcert=OTHER"})
    void aServerThatNobodyVouchesForIsRefused(String parameters) {
        ProgramRun run = run(database, parameters).exitedWith(12);

        assertThat(run.stderr()).contains("certificate");
    }

    @Test
    void aCertificateForAnotherNameIsRefused() {
        ProgramRun run = run(database, "sslmode=verify-full&sslrootcert=SERVER", "DB_HOST", "localhost").exitedWith(12);

        assertThat(run.stderr()).contains("the server's certificate is for another host name").doesNotContain("SEVERE");
    }

    @Test
    void aServerWithoutTlsIsRefusedWhereTlsIsRequired() throws SQLException {
        try (TestDatabase plain = Postgres.V18.newDatabase()) {
            assertThat(run(plain, "sslmode=require").exitedWith(12).stderr()).contains("SSL");
        }
    }

    private ProgramRun run(TestDatabase database, String parameters, String... more) {
        String url = database.url() + "?" + parameters.replace("SERVER", certificates.certificate().toString())
                .replace("OTHER", others.certificate().toString());
        return program.run(more.length == 0 ? Map.of("DATABASE_URL", url) : Map.of("DATABASE_URL", url, more[0], more[1]));
    }

    private static void set(String parameter, String value) throws SQLException {
        Query.executeAsSuperuser(database, "ALTER SYSTEM SET " + parameter + " = '" + value + "'");
    }

    /** A server takes up the change when it comes round to it; it says so in its log if it cannot. */
    private static void speaks(String onOrOff) throws SQLException {
        Query.executeAsSuperuser(database, "SELECT pg_reload_conf()");
        Eventually.holds("ssl is " + onOrOff, () -> {
            try (Connection connection = database.asSuperuser()) {
                return Query.rows(connection, "SHOW ssl").equals(List.of(onOrOff));
            }
        });
    }
}
