package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.PlainFlyway;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;

/** A schema that Flyway 3 or 4 has migrated: what the refusal advises works, and plain Flyway goes on from there too. */
class OldHistoryTest {

    /** The columns and keys of Flyway 4's {@code createMetaDataTable.sql}. */
    private static final String FLYWAY_4 = """
            CREATE TABLE schema_version ("installed_rank" INT NOT NULL, "version" VARCHAR(50), "description" VARCHAR(200) NOT NULL,
                "type" VARCHAR(20) NOT NULL, "script" VARCHAR(1000) NOT NULL, "checksum" INTEGER, "installed_by" VARCHAR(100) NOT NULL,
                "installed_on" TIMESTAMP NOT NULL DEFAULT now(), "execution_time" INTEGER NOT NULL, "success" BOOLEAN NOT NULL);
            ALTER TABLE schema_version ADD CONSTRAINT "schema_version_pk" PRIMARY KEY ("installed_rank");
            CREATE INDEX "schema_version_s_idx" ON schema_version ("success");
            """;

    /** Flyway 3's. */
    private static final String FLYWAY_3 = """
            CREATE TABLE schema_version ("version_rank" INT NOT NULL, "installed_rank" INT NOT NULL, "version" VARCHAR(50) NOT NULL,
                "description" VARCHAR(200) NOT NULL, "type" VARCHAR(20) NOT NULL, "script" VARCHAR(1000) NOT NULL, "checksum" INTEGER,
                "installed_by" VARCHAR(100) NOT NULL, "installed_on" TIMESTAMP NOT NULL DEFAULT now(), "execution_time" INTEGER NOT NULL,
                "success" BOOLEAN NOT NULL);
            ALTER TABLE schema_version ADD CONSTRAINT "schema_version_pk" PRIMARY KEY ("version");
            CREATE INDEX "schema_version_vr_idx" ON schema_version ("version_rank");
            CREATE INDEX "schema_version_ir_idx" ON schema_version ("installed_rank");
            CREATE INDEX "schema_version_s_idx" ON schema_version ("success");
            """;

    private static final String FIRST = "CREATE TABLE a (id int);";

    @TempDir
    Path folder;

    private final TestDatabase database = Postgres.V18.newDatabase();
    private ScriptFolder scripts;

    @BeforeEach
    void write() {
        scripts = new ScriptFolder(folder).add("V1__a.sql", FIRST).add("V2__b.sql", "CREATE TABLE b (id int);")
                .add("R__view.sql", "CREATE VIEW v AS SELECT 1 AS one;");
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }

    @Test
    void ofFlyway4IsToBeNamed() throws SQLException {
        Query.execute(database, FIRST + FLYWAY_4 + "INSERT INTO schema_version VALUES (1, '1', 'a', 'SQL', 'V1__a.sql', "
                + Checksum.of(FIRST) + ", current_user, now(), 5, true)");

        assertThat(advice()).isEqualTo("schema_version is a history of Flyway 4: to go on with it, set MIGRATOR_TABLE=schema_version.");

        goesOn();
    }

    @Test
    void ofFlyway3IsToBeMadeOneOfTodayBefore() throws SQLException {
        Query.execute(database, FIRST + FLYWAY_3 + "INSERT INTO schema_version VALUES (1, 1, '1', 'a', 'SQL', 'V1__a.sql', "
                + Checksum.of(FIRST) + ", current_user, now(), 5, true)");

        String advice = advice();

        assertThat(advice).startsWith("schema_version is a history of Flyway 3. ").endsWith("Then set MIGRATOR_TABLE=schema_version.");
        Query.execute(database, advice.substring(advice.indexOf("ALTER TABLE"), advice.indexOf(';')));
        goesOn();
    }

    @Test
    void aTableOfThatNameThatIsNoHistoryIsNotTakenForOne() throws SQLException {
        Query.execute(database, "CREATE TABLE schema_version (version int)");

        assertThat(advice()).contains("adopt --at VERSION").doesNotContain("MIGRATOR_TABLE");
    }

    private String advice() {
        return MigratorRun.on(database, folder).failsWith(Outcome.DIVERGED).advice().orElseThrow();
    }

    private void goesOn() throws SQLException {
        MigratorRun run = MigratorRun.on(database, folder).with("MIGRATOR_TABLE", "schema_version");
        assertThat(run.applies()).containsExactly("V2__b.sql", "R__view.sql");
        assertThat(run.applies()).isEmpty();
        scripts.add("V3__c.sql", "CREATE TABLE c (id int);");
        assertThat(PlainFlyway.of(database, folder).table("schema_version").load().migrate().migrationsExecuted).isEqualTo(1);
        assertThat(run.applies()).isEmpty();
    }
}
