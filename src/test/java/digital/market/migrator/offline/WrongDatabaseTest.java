package digital.market.migrator.offline;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.DatabaseContent;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A script that meets a database which is not where it begins says so and changes nothing, whoever runs it. */
class WrongDatabaseTest {

    @TempDir
    Path folder;

    private TestCatalog catalog;

    @BeforeEach
    void writeScripts() {
        catalog = SmallCatalog.transactional(folder);
    }

    /** Each server, and each client. */
    static Stream<Arguments> serversAndClients() {
        return Stream.of(Arguments.of(Postgres.V15, Client.PSQL_THAT_CARRIES_ON), Arguments.of(Postgres.V17, Client.PSQL_THAT_STOPS),
                Arguments.of(Postgres.V18, Client.PSQL_THAT_CARRIES_ON), Arguments.of(Postgres.V18, Client.STATEMENT_BY_STATEMENT));
    }

    @ParameterizedTest
    @MethodSource("serversAndClients")
    void theSecondTimeNothingHappens(Postgres postgres, Client client) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            Path script = catalog.offline().writeTo(folder.resolve("script.sql"));
            assertThat(client.run(database, script)).isEmpty();

            changesNothing(database, client, script, "V1__ledger.sql was not begun");
        }
    }

    @ParameterizedTest
    @MethodSource("serversAndClients")
    void theSecondTimeNothingHappensOutsideATransactionEither(Postgres postgres, Client client) throws SQLException {
        catalog = SmallCatalog.partlyOutside(folder.resolve("outside"));
        try (TestDatabase database = postgres.newDatabase()) {
            Path script = catalog.offline().writeTo(folder.resolve("script.sql"));
            assertThat(client.run(database, script)).isEmpty();

            changesNothing(database, client, script, "V1__ledger.sql was not begun");
        }
    }

    @ParameterizedTest
    @MethodSource("serversAndClients")
    void oneVersionBehindIsTooEarly(Postgres postgres, Client client) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            catalog.migrate(database, Optional.of("1"));

            changesNothing(database, client, catalog.offline(Optional.of("2"), "3").writeTo(folder.resolve("script.sql")),
                    "V3__sum.sql was not begun: it follows version 2, but the newest version applied here is 1.");
        }
    }

    @ParameterizedTest
    @MethodSource("serversAndClients")
    void oneVersionAheadIsTooLate(Postgres postgres, Client client) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            catalog.withoutRepeatables().migrate(database, Optional.of("3"));

            changesNothing(database, client, catalog.offline(Optional.of("1"), "2").writeTo(folder.resolve("script.sql")),
                    "V2__notes.sql was not begun: version 3 is applied here already.");
        }
    }

    @ParameterizedTest
    @MethodSource("serversAndClients")
    void anEmptyDatabaseIsTooEarlyForWhatComesLater(Postgres postgres, Client client) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            changesNothing(database, client, catalog.offline(Optional.of("1"), "3").writeTo(folder.resolve("script.sql")), "flyway_schema_history");
        }
    }

    @ParameterizedTest
    @MethodSource("serversAndClients")
    void aSchemaThatHoldsSomethingElseIsNotEmpty(Postgres postgres, Client client) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            Query.execute(database, "CREATE TABLE somebody_elses (id int)");

            changesNothing(database, client, catalog.offline().writeTo(folder.resolve("script.sql")), "public");
        }
    }

    @ParameterizedTest
    @MethodSource("serversAndClients")
    void theHistoryOfAnotherCatalogIsNotOurs(Postgres postgres, Client client) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            TestCatalog.packaged().migrate(database, Optional.of("2"));

            changesNothing(database, client, catalog.offline(Optional.of("2"), "3").writeTo(folder.resolve("script.sql")), "V2");
        }
    }

    @ParameterizedTest
    @MethodSource("serversAndClients")
    void whatStoppedHalfWayIsToBeRepairedFirst(Postgres postgres, Client client) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            catalog.migrate(database, Optional.of("2"));
            Query.execute(database, "UPDATE flyway_schema_history SET success = false WHERE version = '2'");

            changesNothing(database, client, catalog.offline(Optional.of("2"), "3").writeTo(folder.resolve("script.sql")), "repair");
        }
    }

    @ParameterizedTest
    @MethodSource("serversAndClients")
    void theWayDownIsGoneOnce(Postgres postgres, Client client) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            catalog.migrate(database, Optional.of("3"));
            Path script = catalog.offline(Optional.of("3"), "1").down().writeTo(folder.resolve("script.sql"));
            assertThat(client.run(database, script)).isEmpty();

            changesNothing(database, client, script, "U3__sum.sql");
        }
    }

    @ParameterizedTest
    @MethodSource("serversAndClients")
    void theWayDownBeginsWhereTheDatabaseIs(Postgres postgres, Client client) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            catalog.migrate(database, Optional.of("3"));

            changesNothing(database, client, catalog.offline(Optional.of("2"), "1").down().writeTo(folder.resolve("script.sql")), "U2__notes.sql");
        }
    }

    private static void changesNothing(TestDatabase database, Client client, Path script, String named) throws SQLException {
        DatabaseContent before = DatabaseContent.of(database);

        String errors = client.run(database, script);

        assertThat(DatabaseContent.of(database).differencesTo(before)).as(errors).isEmpty();
        assertThat(errors).contains(named);
    }
}
