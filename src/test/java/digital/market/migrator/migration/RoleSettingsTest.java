package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.CallerRun;
import digital.market.migrator.testing.CommandRun;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.OfflineRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Psql;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** What a role or a database has set is set by the run, does no harm, or is named: the table of decision 019. */
class RoleSettingsTest {

    private static final Path DOCUMENT = Path.of("docs/decisions/019-settings-of-role-and-database.md");

    private static final String TIMEOUTS = "SELECT name FROM pg_settings WHERE name LIKE '%\\_timeout'";

    private static final String NOTE = "INSERT INTO public.seen SELECT current_setting(name, true) FROM public.names ORDER BY n;\n";

    @TempDir
    Path folder;

    /** A row of the table. */
    private record Row(String name, String online, String offline) {

        private boolean isSet() {
            return !online.equals("left");
        }
    }

    private static final List<Row> TABLE = table();

    private static final List<Setting> UNUSUAL = List.of(new Setting("default_transaction_isolation", "serializable"),
            new Setting("default_transaction_isolation", "repeatable read"), new Setting("default_transaction_deferrable", "on"),
            new Setting("transform_null_equals", "on"), new Setting("backslash_quote", "off"), new Setting("backslash_quote", "on"),
            new Setting("escape_string_warning", "off"), new Setting("session_replication_role", "replica"),
            new Setting("deadlock_timeout", "1h"), new Setting("tcp_user_timeout", "30s"), new Setting("wal_sender_timeout", "1ms"));

    /** A value that a role may have. */
    private record Setting(String name, String value) {
    }

    @ParameterizedTest
    @EnumSource
    void everyTimeoutOfTheServerIsInTheTable(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            assertThat(TABLE).extracting(Row::name).containsAll(Query.rows(database, TIMEOUTS));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheTableSetsIsInForceInEachScript(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            List<Row> set = setOnes(database);
            write(set);
            for (Row row : set) {
                set(database, new Setting(row.name(), row.online().equals("on") ? "off" : "7s"));
            }

            MigratorRun.on(database, folder).succeeds();
            assertThat(Query.rows(database, "SELECT * FROM seen")).isEqualTo(Stream.of(set, set, set).flatMap(List::stream).map(Row::online).toList());

            database.clear();
            Psql.on(database).run(OfflineRun.of(folder).writeTo(folder.resolve("../script.sql"))).exitedWith(0);
            assertThat(Query.rows(database, "SELECT * FROM seen")).isEqualTo(Stream.of(set, set, set).flatMap(List::stream)
                    .map(row -> row.offline().equals("set") ? row.online() : "7s").toList());

            database.clear();
            new ScriptFolder(folder).add("V2__reset.sql", "RESET lock_timeout;").add("V4__outside.sql", "SELECT 1;");
            try (Connection connection = database.connect()) {
                CallerRun.of(folder).over(connection);
                assertThat(Query.rows(connection, "SHOW statement_timeout")).containsExactly("7s");
                assertThat(Query.rows(connection, "SHOW standard_conforming_strings")).containsExactly("off");
            }
            assertThat(Query.rows(database, "SELECT * FROM seen")).isEqualTo(Stream.of(set, set, set).flatMap(List::stream).map(Row::online).toList());
        }
    }

    @ParameterizedTest
    @FieldSource("UNUSUAL")
    void whatIsLeftDoesNoHarm(Setting setting) throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            set(database, setting);
            assertThat(TABLE).filteredOn(row -> !row.isSet()).extracting(Row::name).contains(setting.name());
            MigratorRun run = MigratorRun.on(database);

            assertThat(run.applies()).hasSize(4);
            CommandRun.like(run, MigrationEnvironment::check).succeeds();
            CommandRun.like(run, MigrationEnvironment::undo).with("MIGRATOR_TO", "1").succeeds();
            assertThat(run.applies()).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTransactionThatMayOnlyReadNamesTheSetting(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            set(database, new Setting("default_transaction_read_only", "on"));

            assertThat(MigratorRun.on(database).failsWith(Outcome.DENIED).advice()).get().asString().contains("default_transaction_read_only");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theTimeoutOfACallersTransactionIsNamed(Postgres postgres) throws SQLException {
        new ScriptFolder(folder).add("V1__sleep.sql", "SELECT pg_sleep(600);");
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            assumeThat(Query.rows(database, TIMEOUTS)).contains("transaction_timeout");
            Query.execute(connection, "SET transaction_timeout = '2s'");
            connection.setAutoCommit(false);

            Failure failure = CallerRun.of(folder).failsOver(connection, Outcome.ROLLED_BACK).failure();

            assertThat(failure.message()).startsWith("V1__sleep.sql failed in line 1 and was rolled back: ");
            assertThat(failure.advice()).get().asString().contains("transaction_timeout");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTimeoutThatAScriptSetsIsNamed(Postgres postgres) throws SQLException {
        new ScriptFolder(folder).add("V1__sleep.sql", "SET transaction_timeout = '1s';\nSELECT pg_sleep(600);");
        try (TestDatabase database = postgres.newDatabase()) {
            assumeThat(Query.rows(database, TIMEOUTS)).contains("transaction_timeout");

            Failure failure = MigratorRun.on(database, folder).failsWith(Outcome.ROLLED_BACK);

            assertThat(failure.message()).startsWith("V1__sleep.sql failed in line 2 and was rolled back: ");
            assertThat(failure.advice()).get().asString().contains("transaction_timeout");
        }
    }

    /** The second and the last script see what is left by a script that has reset all. */
    private void write(List<Row> rows) {
        String names = rows.stream().map(row -> "('" + row.name() + "')").collect(Collectors.joining(", "));
        new ScriptFolder(folder)
                .add("V1__seen.sql", "CREATE TABLE seen (value text); CREATE TABLE names (n serial, name text); INSERT INTO names (name) VALUES "
                        + names + ";\n" + NOTE)
                .add("V2__reset.sql", "RESET ALL;").add("V3__note.sql", NOTE)
                .addOutsideTransaction("V4__outside.sql", "RESET ALL;").add("R__note.sql", NOTE);
    }

    private static List<Row> setOnes(TestDatabase database) throws SQLException {
        Set<String> known = Set.copyOf(Query.rows(database, "SELECT name FROM pg_settings"));
        return TABLE.stream().filter(Row::isSet).filter(row -> known.contains(row.name())).toList();
    }

    private static void set(TestDatabase database, Setting setting) throws SQLException {
        Query.executeAsSuperuser(database, "ALTER ROLE \"%s\" SET %s = '%s'".formatted(database.role(), setting.name(), setting.value()));
    }

    private static List<Row> table() {
        try {
            return Files.readAllLines(DOCUMENT).stream().filter(line -> line.startsWith("| `")).map(line -> line.split("\\|"))
                    .map(cells -> new Row(cell(cells[1]), cell(cells[2]), cell(cells[3]))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String cell(String text) {
        return text.strip().replace("`", "");
    }
}
