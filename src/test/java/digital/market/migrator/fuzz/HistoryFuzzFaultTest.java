package digital.market.migrator.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Report;
import digital.market.migrator.testing.CommandRun;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Query;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/** Whatever somebody has put into the history: each command ends in an outcome, and only {@code repair} changes anything. */
@Tag("faults")
class HistoryFuzzFaultTest extends OnADatabase {

    private static final List<String> TEXTS = List.of("version", "description", "type", "script", "installed_by");
    private static final List<String> NUMBERS = List.of("installed_rank", "checksum", "execution_time");
    /** What a table of that name looks like that is no history, or was one for another release of Flyway. */
    private static final List<String> OTHER_TABLES = List.of("ALTER TABLE flyway_schema_history DROP COLUMN checksum",
            "ALTER TABLE flyway_schema_history RENAME COLUMN version TO release", "ALTER TABLE flyway_schema_history ALTER success TYPE text",
            "ALTER TABLE flyway_schema_history ALTER checksum TYPE text", "ALTER TABLE flyway_schema_history ALTER installed_rank TYPE bigint",
            "ALTER TABLE flyway_schema_history ALTER installed_rank TYPE text", "ALTER TABLE flyway_schema_history DROP installed_on",
            "ALTER TABLE flyway_schema_history ADD COLUMN more text NOT NULL DEFAULT ''", "DROP TABLE flyway_schema_history; CREATE TABLE flyway_schema_history ()",
            "DROP TABLE flyway_schema_history; CREATE VIEW flyway_schema_history AS SELECT 1 AS installed_rank",
            "DROP TABLE flyway_schema_history; CREATE SEQUENCE flyway_schema_history", "ALTER TABLE flyway_schema_history DROP CONSTRAINT flyway_schema_history_pk");

    @Property(tries = 200, seed = RandomText.SEED, edgeCases = EdgeCasesMode.NONE)
    void eachCommandEndsInAnOutcome(@ForAll("changes") List<String> changes) throws Exception {
        takeBack();
        change(changes);
        List<String> rows = rows();

        ends(changes, MigrationEnvironment::status);
        ends(changes, MigrationEnvironment::check);
        ends(changes, MigrationEnvironment::repair);
        assertThat(rows()).as(changes.toString()).isEqualTo(rows);
        Outcome migrate = ends(changes, MigrationEnvironment::runAsyncMigrations);

        Statistics.label("faults: generated histories, migrate").collect(migrate).coverage(all ->
                all.check(Outcome.DIVERGED).percentage(percentage -> percentage > 20));
    }

    @Property(tries = 100, seed = RandomText.SEED, edgeCases = EdgeCasesMode.NONE)
    void repairEndsInAnOutcome(@ForAll("changes") List<String> changes) throws Exception {
        takeBack();
        change(changes);

        Ending repair = Ending.of(changes, () -> CommandRun.like(MigratorRun.on(database).with("MIGRATOR_YES", "true"), MigrationEnvironment::repair).succeeds());

        if (repair.outcome() == Outcome.DONE) {
            Ending.of(changes, () -> MigratorRun.on(database).succeeds());
        }
        Statistics.label("faults: generated histories, repair --yes").collect(repair.outcome());
    }

    @Property(seed = RandomText.SEED, edgeCases = EdgeCasesMode.NONE)
    void aTableThatIsNoHistoryIsSaidToBeNone(@ForAll("otherTables") String change) throws Exception {
        takeBack();
        change(List.of(change));

        ends(List.of(change), MigrationEnvironment::status);
        ends(List.of(change), MigrationEnvironment::check);
        ends(List.of(change), MigrationEnvironment::repair);
        Ending.of(change, () -> MigratorRun.on(database).succeeds());
        Ending.of(change, () -> CommandRun.like(MigratorRun.on(database).with("MIGRATOR_YES", "true"), MigrationEnvironment::repair).succeeds());
    }

    @Provide
    Arbitrary<String> otherTables() {
        return Arbitraries.of(OTHER_TABLES);
    }

    /** One to three statements that change rows, or put others beside them. */
    @Provide
    Arbitrary<List<String>> changes() {
        Arbitrary<String> texts = Combinators.combine(Arbitraries.of(TEXTS), textValues(), where()).as((column, value, where) -> update(column, value, where));
        Arbitrary<String> numbers = Combinators.combine(Arbitraries.of(NUMBERS), numberValues(), where()).as((column, value, where) -> update(column, value, where));
        Arbitrary<String> others = Combinators.combine(Arbitraries.of("success = NOT success", "installed_on = 'infinity'", "installed_on = '-infinity'",
                "installed_on = '4713-01-01 BC'", "installed_on = '294276-12-31 23:59:59.999999'", "success = false"), where())
                .as((set, where) -> "UPDATE flyway_schema_history SET " + set + where);
        Arbitrary<String> gone = where().map(where -> "DELETE FROM flyway_schema_history" + where);
        Arbitrary<String> more = Combinators.combine(numberValues(), textValues(), textValues(), Arbitraries.of("SQL", "DELETE", "BASELINE", "UNDO_SQL", "SCHEMA", "JDBC", ""),
                textValues(), Arbitraries.of("true", "false")).as((rank, version, description, type, script, success) -> ("INSERT INTO flyway_schema_history "
                + "VALUES (%s, %s, coalesce(%s, ''), '%s', coalesce(%s, ''), %s, 'x', now(), 0, %s)").formatted(rank, version, description, type, script, rank, success));
        return Arbitraries.frequencyOf(Tuple.of(4, texts), Tuple.of(3, numbers), Tuple.of(2, others), Tuple.of(1, gone), Tuple.of(2, more)).list().ofMinSize(1).ofMaxSize(3);
    }

    /** Which rows a statement is about. */
    private static Arbitrary<String> where() {
        return Arbitraries.of("", " WHERE installed_rank = 1", " WHERE installed_rank = 3", " WHERE version = '4'");
    }

    private static Arbitrary<String> textValues() {
        Arbitrary<String> known = Arbitraries.of("1", "2", "4", "5", "1.1", "01", "4_1", "V1__shop_tables.sql", "SQL", "DELETE", "BASELINE", "R__x.sql", "NULL");
        return Arbitraries.frequencyOf(Tuple.of(2, known), Tuple.of(3, RandomText.any()))
                .map(text -> text.equals("NULL") ? "NULL" : "'" + text.replace("'", "''") + "'");
    }

    private static Arbitrary<String> numberValues() {
        return Arbitraries.oneOf(Arbitraries.integers().map(Object::toString), Arbitraries.of("NULL", "0", "-1", "2147483647", "-2147483648", "7"));
    }

    private static String update(String column, String value, String where) {
        return "UPDATE flyway_schema_history SET " + column + " = " + value + where;
    }

    /** What the table refuses by itself, nobody can have put there. */
    private static void change(List<String> changes) throws SQLException {
        for (String change : changes) {
            try {
                Query.execute(database, change);
            } catch (SQLException refusedByTheTable) {
                assertThat(refusedByTheTable.getSQLState()).as(change).matches("2[23].*");
            }
        }
    }

    private static void takeBack() throws SQLException {
        database.clear();
        MigratorRun.on(database).succeeds();
    }

    private static List<String> rows() throws SQLException {
        return Query.rows(database, "SELECT * FROM flyway_schema_history ORDER BY 1");
    }

    private static <R extends Report> Outcome ends(List<String> changes, Function<MigrationEnvironment, CompletionStage<R>> command) throws Exception {
        return Ending.of(changes, () -> CommandRun.like(MigratorRun.on(database), command).succeeds()).outcome();
    }
}
