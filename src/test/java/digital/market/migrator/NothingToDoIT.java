package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.Snapshot;
import digital.market.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The run of every pod's start: the database is at head. It has to cost next to nothing. */
class NothingToDoIT {

    private static final int MOST_STATEMENTS = 3;

    private final Program program = Program.packaged();

    @ParameterizedTest
    @EnumSource
    void theSecondRunSendsAtMostThreeStatementsOnOneConnection(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            secondRunIsCheap(database, Map.of("DATABASE_URL", database.url()), "public");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRoleAndASchemaOfItsOwnCostNoMoreStatements(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            String owner = database.name() + " \"owner\"";
            asSuperuser(database, """
                    CREATE ROLE "%1$s";
                    GRANT "%1$s" TO "%2$s";
                    CREATE SCHEMA "Shop's" AUTHORIZATION "%1$s";
                    """.formatted(owner.replace("\"", "\"\""), database.role()));
            try {
                secondRunIsCheap(database, Map.of("DATABASE_URL", database.url(), "MIGRATOR_ROLE", owner,
                        "MIGRATOR_SCHEMA", "Shop's"), "Shop's");
            } finally {
                asSuperuser(database, """
                        DROP SCHEMA "Shop's" CASCADE;
                        DROP ROLE "%s";
                        """.formatted(owner.replace("\"", "\"\"")));
            }
        }
    }

    private void secondRunIsCheap(TestDatabase database, Map<String, String> environment, String schema) throws SQLException {
        ProgramRun first = program.run(environment).exitedWith(0);
        assertThat(first.stdout()).endsWith("Applied 4 migrations: schema " + schema + " went from no version to version 4.\n");
        Snapshot migrated = Snapshot.of(database);
        ServerLog.Mark mark = database.mark();

        ProgramRun second = program.run(environment).exitedWith(0);

        assertThat(second.stdout().lines()).last().isEqualTo("Nothing to do: schema " + schema + " is at version 4.");
        assertThat(database.connections(mark)).hasSize(1);
        assertThat(database.statements(mark)).extracting(ServerLog.Statement::sql).hasSizeBetween(1, MOST_STATEMENTS);
        assertThat(Snapshot.of(database)).isEqualTo(migrated);
    }

    private static void asSuperuser(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.asSuperuser(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
