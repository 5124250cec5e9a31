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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One script for databases that are at different versions. */
class OfflineResumeTest {

    @TempDir
    Path folder;

    /** What psql reads where it skips: quotes that do not close, its own commands, and what looks like data's end. */
    private static final String DATA = "it's\n\"\n$$\n\\\\if\n\\\\quit\n/*\n\n \\\\.\n--\n;\n";

    @BeforeEach
    void writeScripts() {
        new ScriptFolder(folder)
                .add("V1__table.sql", "CREATE TABLE lines (line text);\n")
                .add("U1__table.sql", "DROP TABLE lines;\n")
                .add("V2__data.sql", "COPY lines FROM stdin;\n" + DATA + "\\.\nINSERT INTO lines VALUES ('two');\n")
                .add("U2__data.sql", "DELETE FROM lines;\nCOPY lines FROM stdin;\n" + DATA + "\\.\nDELETE FROM lines;\n")
                .addOutsideTransaction("V3__outside.sql", "CREATE INDEX CONCURRENTLY lines_line ON lines (line);\nCOPY lines FROM stdin;\n" + DATA + "\\.\n")
                .add("U3__outside.sql", "DROP INDEX CONCURRENTLY lines_line;\n")
                .add("V4__last.sql", "INSERT INTO lines VALUES ('four');\n")
                .add("U4__last.sql", "SELECT 1;\n")
                .add("R__data.sql", "COPY lines FROM stdin;\n" + DATA + "\\.\n")
                .add("R__vacuum.sql", "VACUUM lines;\n")
                .add("R__view.sql", "CREATE OR REPLACE VIEW views AS SELECT * FROM lines;\n");
    }

    @ParameterizedTest
    @EnumSource
    void whereverADatabaseIsItIsAtHeadAfterwards(Postgres postgres) throws SQLException {
        Path script = OfflineRun.of(folder).resume().writeTo(folder.resolve("script"));
        try (TestDatabase online = postgres.newDatabase()) {
            MigratorRun.on(online, folder).succeeds();
            for (int version = 0; version <= 4; version++) {
                try (TestDatabase offline = postgres.newDatabase()) {
                    if (version > 0) {
                        Psql.on(offline).run(OfflineRun.of(folder).to(String.valueOf(version)).writeTo(folder.resolve("before"))).exitedWith(0);
                    }

                    Psql.on(offline).run(script).exitedWith(0);

                    assertThat(told(offline)).as("from " + version).isEqualTo(told(online));
                    assertThat(MigratorRun.on(offline, folder).applies()).isEmpty();
                    Snapshot before = Snapshot.of(offline);
                    assertThat(Psql.on(offline).run(script).exitedWith(0).stderr()).contains("V2__data.sql is skipped: it is applied already.");
                    assertThat(Snapshot.of(offline)).isEqualTo(before);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theWayDownSkipsWhatIsNotThere(Postgres postgres) throws SQLException {
        Path script = OfflineRun.of(folder).down().to("1").resume().writeTo(folder.resolve("script"));
        for (int version = 1; version <= 4; version++) {
            try (TestDatabase database = postgres.newDatabase()) {
                Psql.on(database).run(OfflineRun.of(folder).to(String.valueOf(version)).writeTo(folder.resolve("before"))).exitedWith(0);

                Psql.on(database).run(script).exitedWith(0);

                assertThat(Query.rows(database, "SELECT version FROM flyway_schema_history WHERE version IS NOT NULL")).containsExactly("1");
                assertThat(Query.rows(database, "SELECT count(*) FROM lines")).containsExactly("0");
                assertThat(Psql.on(database).run(script).exitedWith(0).stderr()).contains("U2__data.sql is skipped: what it takes back is not there.");
            }
        }
    }

    private static List<String> told(TestDatabase database) throws SQLException {
        List<String> told = new java.util.ArrayList<>(Query.history(database).stream().map(row -> row.replace(database.role(), "(role)")).toList());
        told.addAll(Query.rows(database, "SELECT line FROM lines"));
        return told;
    }
}
