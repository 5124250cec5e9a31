package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.OfflineRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Psql;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.Snapshot;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OfflineDownTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void downToNothingOnlyAnEmptyHistoryIsLeftFromWhichAScriptLeadsUpAgain(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            MigratorRun.on(database).succeeds();
            Snapshot head = Snapshot.of(database);

            Psql.on(database).run(OfflineRun.packaged().down().to("0").writeTo(folder.resolve("down"))).exitedWith(0);
            assertThat(Query.rows(database, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"))
                    .containsExactly("flyway_schema_history");
            assertThat(Query.history(database)).isEmpty();

            Psql.on(database).run(OfflineRun.packaged().writeTo(folder.resolve("up"))).exitedWith(0);
            assertThat(Snapshot.of(database).schema()).isEqualTo(head.schema());
            assertThat(MigratorRun.on(database).applies()).isEmpty();
        }
    }

    /** They may stand on what is taken away. */
    @Test
    void repeatablesThatFollowedAVersionAreAppliedAgainAfterIt() throws SQLException {
        new ScriptFolder(folder).add("V1__a.sql", "SELECT 1;").add("R__old.sql", "SELECT 1;").add("R__both.sql", "SELECT 1;");
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            MigratorRun.on(database, folder).succeeds();
            new ScriptFolder(folder).add("V2__t.sql", "CREATE TABLE t ();").add("U2__t.sql", "DROP TABLE t CASCADE;")
                    .add("R__both.sql", "SELECT 2;").add("R__it's_new.sql", "CREATE OR REPLACE VIEW v AS SELECT * FROM t;");
            MigratorRun.on(database, folder).succeeds();
            Query.execute(database, "INSERT INTO flyway_schema_history VALUES (99, NULL, 'foreign', 'SQL', 'R__foreign.sql', 1, 'x', now(), 0, true)");

            Psql.on(database).run(OfflineRun.of(folder).down().to("1").writeTo(folder.resolve("down"))).exitedWith(0);

            assertThat(Query.rows(database, "SELECT description FROM flyway_schema_history ORDER BY installed_rank")).containsExactly("a", "old", "foreign");
            Query.execute(database, "DELETE FROM flyway_schema_history WHERE description = 'foreign'");
            assertThat(MigratorRun.on(database, folder).applies()).containsExactly("V2__t.sql", "R__both.sql", "R__it's_new.sql");
        }
    }
}
