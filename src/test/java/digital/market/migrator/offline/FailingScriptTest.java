package digital.market.migrator.offline;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.DatabaseContent;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Psql;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Of a migration that fails nothing remains, and nothing that follows it is begun, whoever runs the script. */
class FailingScriptTest {

    private static final String FIRST = "CREATE TABLE goods (id int PRIMARY KEY);\nINSERT INTO goods VALUES (1);\n";
    private static final String ENDED = "server closed the connection unexpectedly";
    private static final String LAST = "INSERT INTO goods VALUES (99);\n";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void inTheMiddle(Client client) throws SQLException {
        leavesTheFirst(client, "INSERT INTO goods VALUES (2);\nINSERT INTO goods VALUES (1);\nINSERT INTO goods VALUES (3);\n", "duplicate key");
    }

    @ParameterizedTest
    @EnumSource
    void atItsCommit(Client client) throws SQLException {
        leavesTheFirst(client, """
                CREATE TABLE sales (goods int REFERENCES goods DEFERRABLE INITIALLY DEFERRED);
                INSERT INTO sales VALUES (5);
                """, "violates foreign key constraint");
    }

    @ParameterizedTest
    @EnumSource
    void whenItsSessionIsChangedToo(Client client) throws SQLException {
        leavesTheFirst(client, "SET search_path = nowhere;\nSET client_min_messages = panic;\nINSERT INTO goods VALUES (2);\n", "");
    }

    /** What ran before the failure is there, what follows is not, and the history says so. */
    @ParameterizedTest
    @EnumSource
    void outsideATransaction(Client client) throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            scripts().addOutsideTransaction("V2__fails.sql", "INSERT INTO goods VALUES (2);\nVACUUM goods;\nINSERT INTO goods VALUES (1);\n"
                    + "INSERT INTO goods VALUES (3);\nCREATE INDEX CONCURRENTLY more ON goods (id);\n");

            String errors = client.run(database, TestCatalog.of(folder, "1", "2", "3").offline().writeTo(folder.resolve("script.sql")));

            assertThat(errors).contains("duplicate key");
            assertThat(Query.rows(database, "SELECT id FROM goods ORDER BY id")).containsExactly("1", "2");
            assertThat(Query.rows(database, "SELECT version, success FROM flyway_schema_history ORDER BY 1")).containsExactly("1|t", "2|f");
            assertThat(Query.rows(database, "SELECT to_regclass('more') IS NULL")).containsExactly("t");
        }
    }

    /** The index that a failure leaves behind is INVALID; who runs the script again is told to look at it. */
    @ParameterizedTest
    @EnumSource
    void buildingAnIndexConcurrently(Client client) throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            scripts().add("V2__index.sql", "CREATE UNIQUE INDEX CONCURRENTLY one ON goods ((1));\n");
            Path script = TestCatalog.of(folder, "1", "2", "3").offline().writeTo(folder.resolve("script.sql"));
            Psql.on(database).run(TestCatalog.of(folder, "1", "2", "3").offline(Optional.empty(), "1").writeTo(folder.resolve("first.sql")))
                    .exitedWith(0);
            Query.execute(database, "INSERT INTO goods VALUES (2)");
            Path rest = TestCatalog.of(folder, "1", "2", "3").offline(Optional.of("1"), "3").writeTo(folder.resolve("rest.sql"));

            assertThat(client.run(database, rest)).contains("could not create unique index");

            assertThat(Query.rows(database, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'one'::regclass")).containsExactly("f");
            DatabaseContent halfWay = DatabaseContent.of(database);
            assertThat(client.run(database, rest)).contains("V2__index.sql stopped half-way").contains("repair");
            assertThat(client.run(database, script)).contains("V2__index.sql stopped half-way");
            assertThat(DatabaseContent.of(database).differencesTo(halfWay)).isEmpty();
        }
    }

    /** A reader would take it for a crash. */
    @Test
    void whatPsqlSaysWhenTheServerEndsItsSessionIsExplainedAtTheTopOfTheScript() throws SQLException, IOException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            scripts().add("V2__index.sql", "CREATE UNIQUE INDEX CONCURRENTLY one ON goods ((id / 10));\n");
            new ScriptFolder(folder.resolve("versioned")).add("V1__first.sql", FIRST + LAST.replace("99", "2"));
            Path script = TestCatalog.of(folder, "1", "2", "3").offline().writeTo(folder.resolve("script.sql"));

            String errors = Psql.on(database).run(script).exitedWith(Psql.CONNECTION_LOST).stderr();

            assertThat(errors).containsSubsequence("FATAL:  could not create unique index", ENDED);
            assertThat(Files.readString(script).lines().takeWhile(line -> line.startsWith("--"))).anyMatch(line -> line.contains(ENDED));
        }
    }

    private void leavesTheFirst(Client client, String second, String error) throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); TestDatabase online = Postgres.V18.newDatabase()) {
            scripts().add("V2__fails.sql", second);
            TestCatalog catalog = TestCatalog.of(folder, "1", "2", "3");
            catalog.migrate(online, Optional.of("1"));

            String errors = client.run(database, catalog.offline().writeTo(folder.resolve("script.sql")));

            assertThat(errors).contains(error).isNotEmpty();
            assertThat(DatabaseContent.of(database).differencesTo(DatabaseContent.of(online))).isEmpty();
        }
    }

    private ScriptFolder scripts() {
        return new ScriptFolder(folder.resolve("versioned")).add("V1__first.sql", FIRST).add("V3__last.sql", LAST);
    }
}
