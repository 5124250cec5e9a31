package digital.market.migrator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.SettingsReader;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.TcpRelay;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roles, passwords and databases that come while the connector waits. */
class ConnectorPatienceTest {

    @TempDir
    Path folder;

    private TestDatabase database;
    private TcpRelay relay;
    private Path password;

    @BeforeEach
    void createDatabase() throws IOException {
        database = Postgres.V18.newDatabase();
        relay = TcpRelay.that(TcpRelay.passesOnTo(database));
        password = Files.writeString(folder.resolve("password"), database.password());
    }

    @AfterEach
    void dropDatabase() throws SQLException, IOException {
        relay.close();
        database.close();
    }

    @Test
    void aPasswordThatIsRotatedDuringTheWaitIsReadAnew() throws Exception {
        relay.now(TcpRelay.hangsUp());
        CompletableFuture<String> user = opens(Map.of());
        Eventually.holds("it has tried", () -> relay.connections() > 0);

        rotate("another: password/?");
        relay.now(TcpRelay.passesOnTo(database));

        assertThat(user.get()).isEqualTo(database.role());
    }

    /** The kubelet writes the new password at the very moment at which the server refuses the old one. */
    @Test
    void aRefusedPasswordThatHasChangedSinceIsTriedAgain() throws Exception {
        relay.now(TcpRelay.first(client -> {
            rotate("the new one");
            TcpRelay.refuses("28P01", "password authentication failed").meet(client);
        }, TcpRelay.passesOnTo(database)));

        assertThat(opens(Map.of()).get()).isEqualTo(database.role());
        assertThat(relay.connections()).isEqualTo(2);
    }

    /** A file that is written in place is empty for a moment. */
    @Test
    void aPasswordFileThatIsBeingWrittenIsReadAgain() throws Exception {
        relay.now(TcpRelay.first(client -> {
            Files.writeString(password, "");
            client.close();
        }, TcpRelay.passesOnTo(database)));
        CompletableFuture<String> user = opens(Map.of());
        Eventually.holds("the file is empty", () -> Files.size(password) == 0);

        Files.writeString(password, database.password());

        assertThat(user.get()).isEqualTo(database.role());
    }

    @Test
    void aPasswordThatStaysWrongIsSentOnce() throws IOException {
        Files.writeString(password, "wrong");

        assertThat(refused(Map.of()).outcome()).isEqualTo(Outcome.DENIED);
        assertThat(relay.connections()).isEqualTo(1);
    }

    @Test
    void aTokenOf1500CharactersIsAPassword() throws Exception {
        rotate("eyJ" + "aZ09-_.".repeat(214) + "x");
        assertThat(Files.readString(password)).hasSizeGreaterThanOrEqualTo(1500);

        assertThat(opens(Map.of()).get()).isEqualTo(database.role());
    }

    @Test
    void aRoleThatIsMadeWithinTheGraceIsWaitedFor() throws Exception {
        Query.executeAsSuperuser(database, "ALTER ROLE \"" + database.role() + "\" NOLOGIN");
        CompletableFuture<String> user = opens(Map.of("MIGRATOR_AUTH_GRACE", "1m"));
        Eventually.holds("it has tried twice", () -> relay.connections() > 1);

        Query.executeAsSuperuser(database, "ALTER ROLE \"" + database.role() + "\" LOGIN");

        assertThat(user.get()).isEqualTo(database.role());
    }

    @Test
    void aRoleThatDoesNotComeWithinTheGraceIsDenied() {
        MigrationException failure = refused(Map.of("DB_USER", "nobody", "MIGRATOR_AUTH_GRACE", "500ms"));

        assertThat(failure.outcome()).isEqualTo(Outcome.DENIED);
        assertThat(failure.failure().advice()).get().asString().contains("MIGRATOR_AUTH_GRACE");
        assertThat(relay.connections()).isGreaterThan(1);
    }

    @Test
    void aDatabaseThatIsMadeAMomentLaterIsWaitedFor() throws Exception {
        String name = database.name() + "_later";
        CompletableFuture<String> user = opens(Map.of("DB_NAME", name));
        Eventually.holds("it has tried", () -> relay.connections() > 0);

        Query.executeAsSuperuser(database, "CREATE DATABASE \"" + name + "\" TEMPLATE template0");
        try {
            assertThat(user.get()).isEqualTo(database.role());
        } finally {
            Query.executeAsSuperuser(database, "DROP DATABASE \"" + name + "\" WITH (FORCE)");
        }
    }

    private void rotate(String next) throws IOException {
        try {
            Query.executeAsSuperuser(database, "ALTER ROLE \"" + database.role() + "\" PASSWORD " + Sql.literal(next));
        } catch (SQLException e) {
            throw new IOException(e);
        }
        Files.writeString(password, next);
    }

    private CompletableFuture<String> opens(Map<String, String> more) {
        return CompletableFuture.supplyAsync(() -> {
            try (OwnSession session = connector(more).open()) {
                return Query.rows(session.connection(), "SELECT session_user").get(0);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private MigrationException refused(Map<String, String> more) {
        return catchThrowableOfType(MigrationException.class, () -> connector(more).open());
    }

    private Connector connector(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of("DB_HOST", "127.0.0.1", "DB_PORT", String.valueOf(relay.port()), "DB_USER",
                database.role(), "DB_NAME", database.name(), "DB_PASSWORD_FILE", password.toString(), "MIGRATOR_WAIT", "1m"));
        environment.putAll(more);
        return new Connector(SettingsReader.read(environment, Map.of()), new Cancellation());
    }
}
