package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.CertificateAuthority;
import digital.market.migrator.testing.Certificates;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import digital.market.migrator.testing.TlsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The connection is encrypted, and the server is who it says it is, as far as {@code sslmode} asks for that; if not, the reason is named. */
class TlsIT {

    private static final Postgres SERVER = Postgres.V17;
    private static final Instant NOW = Instant.now();
    private static final Instant YESTERDAY = NOW.minusSeconds(86_400);
    private static final Instant TOMORROW = NOW.plusSeconds(86_400);

    @TempDir
    private static Path folder;
    private static TestDatabase database;
    private static CertificateAuthority authority;
    private static CertificateAuthority others;
    private static TlsServer server;

    private final Program program = Program.packaged();

    @BeforeAll
    static void letTheServerSpeakTls() throws Exception {
        authority = CertificateAuthority.make(folder, "Shop CA");
        others = CertificateAuthority.make(folder, "Other CA");
        database = SERVER.newDatabase();
        server = TlsServer.on(database, authority.forServer(YESTERDAY, TOMORROW));
        server.asksForCertificatesOf(authority);
    }

    @AfterAll
    static void asItWas() throws Exception {
        server.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sslmode=prefer", "sslmode=require", "sslmode=verify-ca&sslrootcert=SERVER", "sslmode=verify-full&sslrootcert=SERVER",
            "ssl=require", "sslmode=require&channel_binding=require", "sslmode=verify-full&sslrootcert=SERVER&channel_binding=require"})
    void theRunIsEncrypted(String parameters) throws SQLException {
        try (TestDatabase empty = SERVER.newDatabase()) {
            ScriptFolder scripts = new ScriptFolder(folder.resolve("scripts"))
                    .add("V1__seen.sql", "CREATE TABLE seen AS SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid();");

            run(empty, parameters, "MIGRATOR_LOCATIONS", "filesystem:" + scripts.path()).exitedWith(0);

            assertThat(Query.rows(empty, "SELECT ssl FROM seen")).containsExactly("t");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\\n", " "})
    void aRootCertificateMayBeGivenItselfWhateverItsLineBreaks(String lineBreak) throws IOException {
        String pem = Files.readString(others.certificate()) + Files.readString(authority.certificate());

        run(database, "sslmode=verify-full", "PGSSLROOTCERT", pem.replace("\n", lineBreak), "TMPDIR", "/nowhere", "HOME", "/nowhere").exitedWith(0);
    }

    @Test
    void aCertificateThatVouchesForItselfIsItsOwnRoot() throws Exception {
        Certificates itself = Certificates.make(Files.createDirectory(folder.resolve("itself")));
        presenting(itself, () -> run(database, "sslmode=verify-full&sslrootcert=" + itself.certificate()).exitedWith(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sslmode=verify-ca&sslrootcert=OTHER", "sslmode=verify-full&sslrootcert=OTHER", "sslmode=require&sslrootcert=OTHER",
            "sslrootcert=system"})
    void aServerThatNobodyVouchesForIsRefused(String parameters) {
        assertThat(run(database, parameters).exitedWith(12).stderr())
                .contains("none of the root certificates vouches for the server's certificate", "CN=Shop CA", "PGSSLROOTCERT");
    }

    @Test
    void aCertificateThatHasExpiredIsRefused() throws Exception {
        presenting(authority.forServer(YESTERDAY, NOW.minusSeconds(3600)), () -> {
            assertThat(run(database, "sslmode=verify-ca&sslrootcert=SERVER").exitedWith(12).stderr())
                    .contains("the server's certificate (CN=server) has expired on 20");
            run(database, "sslmode=require").exitedWith(0);
        });
    }

    @Test
    void aCertificateThatIsNotYetValidIsRefused() throws Exception {
        presenting(authority.forServer(NOW.plusSeconds(3600), TOMORROW), () ->
                assertThat(run(database, "sslmode=verify-ca&sslrootcert=SERVER").exitedWith(12).stderr())
                        .contains("the server's certificate (CN=server) is not valid before 20", "clock"));
    }

    @Test
    void anAuthorityThatHasExpiredIsRefused() throws Exception {
        CertificateAuthority old = CertificateAuthority.make(folder, "Old CA", YESTERDAY, NOW.minusSeconds(3600));
        presenting(old.forServer(YESTERDAY, TOMORROW), () ->
                assertThat(run(database, "sslmode=verify-ca&sslrootcert=" + old.certificate()).exitedWith(12).stderr())
                        .contains("the root certificate (CN=Old CA) has expired on 20"));
    }

    @Test
    void aCertificateForAnotherNameIsRefused() {
        ProgramRun run = run(database, "sslmode=verify-full&sslrootcert=SERVER", "DB_HOST", "localhost").exitedWith(12);

        assertThat(run.stderr()).contains("the server's certificate is for another host name, not for localhost").doesNotContain("SEVERE");
        run(database, "sslmode=verify-ca&sslrootcert=SERVER", "DB_HOST", "localhost").exitedWith(0);
    }

    @Test
    void aServerWithoutTlsIsRefusedWhereTlsIsRequired() throws SQLException {
        try (TestDatabase plain = Postgres.V18.newDatabase()) {
            assertThat(run(plain, "sslmode=require").exitedWith(12).stderr()).contains("has no TLS, and sslmode=require asks for it");
            assertThat(run(plain, "channel_binding=require").exitedWith(12).stderr()).contains("channel_binding=require needs a password and TLS");
        }
    }

    @Test
    void aServerThatWantsTlsSaysSo() throws Exception {
        try (TestDatabase closed = SERVER.newDatabase()) {
            server.lets("hostnossl all " + closed.role() + " 127.0.0.1/32 reject");

            assertThat(run(closed, "sslmode=disable").exitedWith(12).stderr()).contains("does not let us in without TLS", "PGSSLMODE=require");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void aClientCertificateIsShown(String algorithm) throws Exception {
        try (TestDatabase closed = SERVER.newDatabase()) {
            server.lets("hostssl all " + closed.role() + " 127.0.0.1/32 cert");
            Certificates client = authority.forClient(closed.role(), algorithm);

            run(closed, "sslmode=require", "DB_PASSWORD", "wrong", "PGSSLCERT", client.certificate().toString(),
                    "PGSSLKEY", client.keyForAll().toString()).exitedWith(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void aKeyMayBeGivenItselfAndInOpenSslsOlderForm(String algorithm) throws Exception {
        try (TestDatabase closed = SERVER.newDatabase()) {
            server.lets("hostssl all " + closed.role() + " 127.0.0.1/32 scram-sha-256 clientcert=verify-full");
            Certificates client = authority.forClient(closed.role(), algorithm);

            run(closed, "sslmode=verify-full&sslrootcert=SERVER", "PGSSLCERT", Files.readString(client.certificate()),
                    "PGSSLKEY", Files.readString(client.keyAs(algorithm + " PRIVATE KEY")), "TMPDIR", "/nowhere").exitedWith(0);
        }
    }

    @Test
    void aClientCertificateThatIsMissingOrNotAcceptedIsNamed() throws Exception {
        try (TestDatabase closed = SERVER.newDatabase()) {
            server.lets("hostssl all " + closed.role() + " 127.0.0.1/32 cert");

            assertThat(run(closed, "sslmode=require").exitedWith(12).stderr())
                    .contains("lets nobody in without a client certificate, and none is set", "PGSSLCERT and PGSSLKEY");
            assertThat(showing(closed, others.forClient(closed.role(), "EC")).exitedWith(12).stderr())
                    .contains("does not accept our client certificate, whose authority it does not know").doesNotContain("Waiting");
            assertThat(showing(closed, authority.forClient(closed.role(), YESTERDAY, NOW.minusSeconds(3600))).exitedWith(12).stderr())
                    .contains("does not accept our client certificate, which has expired").doesNotContain("Waiting");
            assertThat(showing(closed, authority.forClient("somebody", "EC")).exitedWith(12).stderr())
                    .contains("does not accept our client certificate: certificate authentication failed", "common name");
        }
    }

    @Test
    void aKeyThatBelongsToAnotherCertificateIsNamedAndNotShown() throws Exception {
        String key = Files.readString(authority.forClient("other", "EC").key());

        ProgramRun run = run(database, "sslmode=require", "PGSSLCERT", authority.forClient("client", "EC").certificate().toString(), "PGSSLKEY", key)
                .exitedWith(12);

        assertThat(run.stderr()).contains("the private key does not belong to the client certificate");
        assertThat(run.stdout() + run.stderr()).doesNotContain(key.lines().toList().get(1));
    }

    private ProgramRun showing(TestDatabase closed, Certificates client) {
        return run(closed, "sslmode=require", "PGSSLCERT", client.certificate().toString(), "PGSSLKEY", client.key().toString());
    }

    private ProgramRun run(TestDatabase database, String parameters, String... more) {
        Map<String, String> environment = new HashMap<>();
        environment.put("DATABASE_URL", database.url() + "?" + parameters.replace("SERVER", authority.certificate().toString().replace(" ", "%20"))
                .replace("OTHER", others.certificate().toString().replace(" ", "%20")));
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return program.run(environment);
    }

    private interface Step {

        void run() throws Exception;
    }

    private static void presenting(Certificates certificates, Step step) throws Exception {
        server.presents(certificates);
        try {
            step.run();
        } finally {
            server.presents(authority.forServer(YESTERDAY, TOMORROW));
        }
    }
}
