package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A script whose own statements are through, but not its history row or its commit, is not applied, and the report says so. */
class CommitFailureTest {

    /** What fails once the script's statements are through. */
    enum Fault {

        DEFERRED_FOREIGN_KEY(Outcome.ROLLED_BACK, "23503", """
                CREATE TABLE child (parent int REFERENCES one (id) DEFERRABLE INITIALLY DEFERRED);
                INSERT INTO child VALUES (4711);
                """),
        DEFERRED_CONSTRAINT_TRIGGER(Outcome.ROLLED_BACK, "P0001", """
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'not today'; END$$;
                CREATE CONSTRAINT TRIGGER refusing AFTER INSERT ON one DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse();
                INSERT INTO one VALUES (1);
                """),
        TRIGGER_WITHOUT_A_RIGHT(Outcome.DENIED, "42501", """
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_read_file('/etc/passwd'); RETURN NULL; END$$;
                CREATE CONSTRAINT TRIGGER refusing AFTER INSERT ON one DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse();
                INSERT INTO one VALUES (1);
                """),
        READ_ONLY(Outcome.ROLLED_BACK, "25006", """
                CREATE TABLE two (id int);
                SET transaction_read_only = on;
                """),
        HISTORY_DROPPED(Outcome.ROLLED_BACK, "42P01", "DROP TABLE flyway_schema_history;"),
        HISTORY_RENAMED(Outcome.ROLLED_BACK, "42P01", "ALTER TABLE flyway_schema_history RENAME TO elsewhere;"),
        TRIGGER_ON_THE_HISTORY(Outcome.ROLLED_BACK, "P0001", """
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'not today'; END$$;
                CREATE TRIGGER refusing BEFORE INSERT ON flyway_schema_history FOR EACH ROW EXECUTE FUNCTION refuse();
                """),
        NO_RIGHT_TO_INSERT(Outcome.DENIED, "42501", "REVOKE INSERT ON flyway_schema_history FROM CURRENT_USER;"),
        A_COLUMN_MORE(Outcome.ROLLED_BACK, "23502", """
                ALTER TABLE flyway_schema_history ADD who text DEFAULT '';
                ALTER TABLE flyway_schema_history ALTER who DROP DEFAULT;
                ALTER TABLE flyway_schema_history ALTER who SET NOT NULL;
                """),
        READ_ONLY_FROM_THE_FIRST(Outcome.ROLLED_BACK, "25006", "SET transaction_read_only = on; CREATE TABLE two (id int);");

        private final Outcome outcome;
        private final String sqlState;
        private final String script;

        Fault(Outcome outcome, String sqlState, String script) {
            this.outcome = outcome;
            this.sqlState = sqlState;
            this.script = script;
        }
    }

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void inATransactionItIsRolledBack(Fault fault) throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one (id int PRIMARY KEY);").add("V2__two.sql", fault.script)
                    .add("V3__three.sql", "SELECT 1;");

            MigrationReport report = MigratorRun.on(database, folder).reportsFailure(fault.outcome);

            Failure failure = report.failure().orElseThrow();
            assertThat(failure.script()).contains("V2__two.sql");
            assertThat(failure.server()).get().extracting(Failure.ServerError::sqlState).isEqualTo(fault.sqlState);
            assertThat(MigratorRun.scripts(report)).containsExactly("V1__one.sql");
            assertThat(report.to()).contains("1");
            assertThat(Query.rows(database, "SELECT version FROM flyway_schema_history")).containsExactly("1");
        }
    }
}
