package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.CheckReport;
import digital.market.migrator.report.Difference;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.AlembicScripts;
import digital.market.migrator.testing.CheckRun;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.Snapshot;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a check finds, and what it says first. */
class CheckTest {

    private static final String OTHER_CHECKSUM = "UPDATE flyway_schema_history SET checksum = checksum + 1 WHERE version IN ('1', '3')";
    private static final String FROM_A_NEWER_IMAGE = """
            INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
            VALUES (9, '9', 'later', 'SQL', 'V9__later.sql', 1, current_user, 1, true)
            """;
    private static final String NEVER_APPLIED = "DELETE FROM flyway_schema_history WHERE version = '4'";
    private static final String DRIFT = "ALTER TABLE users ADD COLUMN phone text";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void aMigratedDatabaseIsInOrder(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun.on(database).succeeds();

            CheckReport report = CheckRun.on(database).succeeds();

            assertThat(report.summary())
                    .isEqualTo("In order: schema public is at version 4 and its history is intact, and it looks as it should.");
            assertThat(report.drift()).contains(List.of());
            assertThat(report.header().notes()).isEmpty();
        }
    }

    @Test
    void otherNamesAlembicsVersionAndExtensionsAreInOrderToo() throws SQLException {
        try (TestDatabase database = Postgres.V17.newDatabase()) {
            Query.execute(database, "CREATE SCHEMA \"Shop's\"; CREATE TABLE \"Shop's\".alembic_version (version_num varchar(32) PRIMARY KEY)");
            Query.executeAsSuperuser(database, "CREATE EXTENSION citext SCHEMA \"Shop's\"");
            Query.execute(database, "DROP TABLE \"Shop's\".alembic_version");
            MigratorRun run = MigratorRun.on(database).with("MIGRATOR_SCHEMA", "Shop's").with("MIGRATOR_TABLE", "Our history");
            run.succeeds();
            Query.execute(database, "CREATE TABLE \"Shop's\".alembic_version (version_num varchar(32) PRIMARY KEY)");

            CheckReport report = new CheckRun(run.variables()).succeeds();

            assertThat(report.summary())
                    .isEqualTo("In order: schema Shop's is at version 4 and its history is intact, and it looks as it should.");
        }
    }

    @Test
    void whatIsWrongIsSaidInAnOrderAndWholly() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            MigratorRun.on(database).succeeds();
            Query.execute(database, DRIFT);
            assertThat(CheckRun.on(database).endsWith(Outcome.DRIFT).summary()).isEqualTo("The schema \"public\" is not what it should be: "
                    + "1 difference. Change back by hand what was changed by hand, or write a migration.");

            Query.execute(database, NEVER_APPLIED);
            assertThat(CheckRun.on(database).endsWith(Outcome.PENDING).summary()).isEqualTo("The schema \"public\" is behind; "
                    + "pending: V4. The command migrate applies that.");

            Query.execute(database, FROM_A_NEWER_IMAGE);
            Query.execute(database, "INSERT INTO flyway_schema_history SELECT 4, '4', 'payment type', type, 'V4__payment_type.sql', NULL, "
                    + "installed_by, installed_on, 1, true FROM flyway_schema_history WHERE version = '3'");
            assertThat(CheckRun.on(database).with("MIGRATOR_AHEAD", "ignore").endsWith(Outcome.AHEAD).summary()).isEqualTo("The database is ahead "
                    + "of these scripts, which do not know V9. Check it with the scripts that migrated it.");

            Query.execute(database, OTHER_CHECKSUM);
            assertThat(CheckRun.on(database).endsWith(Outcome.DIVERGED).summary().lines().toList()).hasSize(2)
                    .allSatisfy(line -> assertThat(line).contains("was changed after it had been applied"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void driftComesWithTheStatementsThatMendIt(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun.on(database).succeeds();
            Query.execute(database, """
                    ALTER TABLE users ALTER COLUMN created_at DROP DEFAULT;
                    ALTER TABLE purchases RENAME CONSTRAINT uq_purchases_payment_id TO purchases_payment_id_key;
                    """);

            CheckReport report = CheckRun.on(database).endsWith(Outcome.DRIFT);

            assertThat(report.summary()).isEqualTo("The schema \"public\" is not what it should be: 2 differences. "
                    + "The statements given lose no data; run each by itself, with search_path = \"public\".");
            for (Difference difference : report.drift().orElseThrow()) {
                Query.execute(database, difference.statement().orElseThrow());
            }
            CheckRun.on(database).succeeds();
        }
    }

    @Test
    void anEmptyDatabaseLacksEverything() throws SQLException {
        try (TestDatabase database = Postgres.V15.newDatabase()) {
            CheckReport report = CheckRun.on(database).endsWith(Outcome.PENDING);

            assertThat(report.pending()).containsExactly("V1__initial_schema.sql", "V2__hidden_content.sql", "V3__payment_id.sql",
                    "V4__payment_type.sql");
            assertThat(report.failure().orElseThrow().message()).endsWith("pending: V1, V2, V3, V4.");
            assertThat(CheckRun.on(database).with("MIGRATOR_SCHEMA", "nowhere").endsWith(Outcome.PENDING).pending()).hasSize(4);
        }
    }

    @Test
    void objectsWithoutAHistoryAreSomebodyElses() throws SQLException {
        try (TestDatabase database = Postgres.V15.newDatabase()) {
            Query.execute(database, "CREATE TABLE users (id integer)");

            assertThat(CheckRun.on(database).endsWith(Outcome.DIVERGED).summary()).contains("holds objects, but no history", "adopt --at VERSION");
        }
    }

    @Test
    void whatAlembicHasLeftWaitsForAMigrationThatTakesItOver() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.HEAD);
            assertThat(CheckRun.on(database).endsWith(Outcome.PENDING).summary()).isEqualTo("The schema \"public\" has no history yet; Alembic has "
                    + "left it at its revision " + AlembicScripts.HEAD + ". The command migrate takes it over.");
            CheckRun.on(database).with("MIGRATOR_ADOPT", "never").endsWith(Outcome.DIVERGED);

            Query.execute(connection, "UPDATE alembic_version SET version_num = 'of another program'");
            assertThat(CheckRun.on(database).endsWith(Outcome.DIVERGED).summary()).contains("holds the revision of another program");

            Query.execute(connection, "UPDATE alembic_version SET version_num = '" + AlembicScripts.HEAD + "'");
            MigratorRun.on(database).succeeds();
            CheckRun.on(database).succeeds();
        }
    }

    @Test
    void aVersionBelowTheNewestIsInOrderWhereItIsAskedFor() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            MigratorRun.on(database).with("MIGRATOR_TO", "3").succeeds();

            CheckReport report = CheckRun.on(database).with("MIGRATOR_TO", "3").succeeds();

            assertThat(report.summary())
                    .isEqualTo("In order: schema public is at version 3 and its history is intact; what it looks like was not compared.");
            assertThat(report.header().notes()).containsExactly("the schema is not compared, since what it should be is known for the newest version only, V4");
            CheckRun.on(database).endsWith(Outcome.PENDING);
        }
    }

    @Test
    void aRoleThatMayOnlyReadTheHistoryCanCheck() throws SQLException {
        // The database goes before the role that has privileges in it.
        try (TestDatabase other = Postgres.V18.newDatabase(); TestDatabase database = Postgres.V18.newDatabase()) {
            MigratorRun.on(database).succeeds();
            Query.execute(database, "GRANT USAGE ON SCHEMA public TO \"%1$s\"; GRANT SELECT ON flyway_schema_history TO \"%1$s\"".formatted(other.role()));
            CheckRun reader = CheckRun.on(database).with("DB_USER", other.role()).with("DB_PASSWORD", other.password());

            assertThat(reader.succeeds().drift()).contains(List.of());

            Query.execute(database, DRIFT);
            assertThat(reader.endsWith(Outcome.DRIFT).drift().orElseThrow()).extracting(Difference::line).containsExactly("unexpected column users.phone text");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTableThatSomebodyHasLockedIsWaitedForAndNamedABriefTrouble(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection holder = database.connect()) {
            MigratorRun.on(database).succeeds();
            holder.setAutoCommit(false);
            Query.execute(holder, "LOCK TABLE users");

            CheckReport report = CheckRun.on(database).with("MIGRATOR_LOCK_TIMEOUT", "50ms").endsWith(Outcome.LOCKED);

            assertThat(report.summary()).endsWith(": canceling statement due to lock timeout. Another session holds a table's lock. "
                    + "Run again once it is free, or let MIGRATOR_LOCK_TIMEOUT be longer.");
        }
    }

    @Test
    void repeatablesArePendingByTheirScripts() throws SQLException {
        try (TestDatabase database = Postgres.V17.newDatabase()) {
            ScriptFolder scripts = new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one (id integer);")
                    .add("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT id FROM one;");
            MigratorRun.on(database, folder).succeeds();
            scripts.add("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT id, 1 AS one FROM one;");
            Snapshot before = Snapshot.of(database);

            assertThat(CheckRun.on(database, folder).endsWith(Outcome.PENDING).pending()).isEqualTo(List.of("R__view.sql"));
            assertThat(Snapshot.of(database)).isEqualTo(before);
        }
    }
}
