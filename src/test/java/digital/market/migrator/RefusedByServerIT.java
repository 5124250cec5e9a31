package digital.market.migrator;

import static digital.market.migrator.testing.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Snapshot;
import digital.market.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where the server says no, waiting does not help: code 12, at once, and what to do. */
class RefusedByServerIT {

    private final Program program = Program.packaged();

    @ParameterizedTest
    @EnumSource
    void aWrongPasswordIsTriedOnce(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            ProgramRun run = refused(database, Map.of("DATABASE_URL", database.url(), "DB_PASSWORD", "guess-guess-guess"), "guess-guess-guess",
                    database.role() + "@127.0.0.1:", "does not let us in: password authentication failed for user",
                    "SQLSTATE 28P01", "Check user and password");

            assertThat(run.stderr()).doesNotContain("Waiting");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMissingDatabaseIsNamedWithTheStatementThatMakesIt(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            refused(database, Map.of("DATABASE_URL", database.url(), "DB_NAME", "nowhere", "MIGRATOR_WAIT", "0s"), database.password(),
                    "database \"nowhere\" does not exist", "SQLSTATE 3D000",
                    "CREATE DATABASE \"nowhere\" OWNER \"" + database.role() + "\"", "correct DB_NAME or the URL");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSchemaInWhichTheRoleMayNotCreateIsNamedWithTheGrantThatHelps(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            asSuperuser(database, "ALTER SCHEMA public OWNER TO postgres; GRANT USAGE ON SCHEMA public TO PUBLIC");

            refused(database, database.environment(), database.password(),
                    "may not create anything in the schema \"public\" of " + database.role() + "@",
                    "GRANT USAGE, CREATE ON SCHEMA \"public\" TO \"" + database.role() + "\"");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSchemaThatTheRoleMayNotEvenUseComesWithTheSameRemedy(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            asSuperuser(database, "ALTER SCHEMA public OWNER TO postgres");

            refused(database, database.environment(), database.password(),
                    "permission denied for schema public", "GRANT USAGE, CREATE ON SCHEMA \"public\"");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMissingSchemaIsNamedWithTheStatementThatMakesIt(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            refused(database, Map.of("DATABASE_URL", database.url(), "MIGRATOR_SCHEMA", "Shop"), database.password(),
                    "The schema \"Shop\" does not exist", "CREATE SCHEMA \"Shop\" AUTHORIZATION \"" + database.role() + "\"",
                    "MIGRATOR_CREATE_SCHEMA=true");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRoleThatIsNotGrantedIsNamedWithTheGrantThatHelps(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            refused(database, Map.of("DATABASE_URL", database.url(), "MIGRATOR_ROLE", "postgres"), database.password(),
                    "permission denied to set role", "MIGRATOR_ROLE names it",
                    "GRANT \"postgres\" TO \"" + database.role() + "\"");
        }
    }

    private ProgramRun refused(TestDatabase database, Map<String, String> environment, String secret, String... words)
            throws SQLException {
        Snapshot before = Snapshot.of(database);
        ProgramRun run = program.run(environment);
        assertRefused(run, 12, secret, words);
        assertThat(Snapshot.of(database)).isEqualTo(before);
        return run;
    }

    private static void asSuperuser(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.asSuperuser(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
