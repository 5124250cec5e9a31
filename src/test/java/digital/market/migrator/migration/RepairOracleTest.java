package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.RepairReport;
import digital.market.migrator.testing.CommandRun;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.PlainFlyway;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What {@code repair --yes} writes is what Flyway's own {@code repair} writes, as far as {@link RepairPlan} says so. */
class RepairOracleTest {

    private static OracleDatabase oracle;
    private static Path folder;
    private static TestDatabase database;
    private static Connection connection;
    private static Catalog catalog;

    @BeforeContainer
    static void makeAHistory() throws SQLException, IOException {
        oracle = OracleDatabase.create();
        folder = oracle.folder();
        database = oracle.database();
        connection = oracle.connection();
        catalog = oracle.catalog();
    }

    @AfterContainer
    static void removeIt() throws SQLException, IOException {
        oracle.close();
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void weWriteWhatFlywayWrites(@ForAll("histories") List<AppliedMigration> rows) throws SQLException {
        Assume.that(rows.stream().noneMatch(row -> weDiffer(row, rows)) && Deletions.in(rows).twice().isEmpty());

        HistoryRows.write(connection, rows);
        PlainFlyway.of(database, folder).ignoreMigrationPatterns("*:future", "repeatable:missing").load().repair();
        List<AppliedMigration> flyways = inForce();
        HistoryRows.write(connection, rows);
        repair();

        assertThat(inForce()).isEqualTo(flyways);
    }

    /** Flyway writes to rows too that have been deleted, and that nobody looks at. */
    private static List<AppliedMigration> inForce() throws SQLException {
        return Deletions.in(HistoryRows.read(connection)).left();
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void whatWeForetellIsWhatWeWrite(@ForAll("histories") List<AppliedMigration> rows) throws SQLException {
        HistoryRows.write(connection, rows);
        RepairPlan plan = RepairPlan.of(catalog, new History(true, rows, "", ""), Scripts.NONE, List.of());

        Outcome outcome = repair();

        assertThat(outcome).isEqualTo(plan.divergences().isEmpty() ? Outcome.DONE : Outcome.DIVERGED);
        assertThat(HistoryRows.read(connection)).isEqualTo(plan.foreseen().rows());
    }

    /**
     * What {@code migrate} does not mind, we leave alone: a row without a checksum, or below a baseline. And a version that was
     * applied as another type would be pending after Flyway's repair, to be applied once more. What a newer image left half-way
     * is for that image to clean up.
     */
    private static boolean weDiffer(AppliedMigration row, List<AppliedMigration> rows) {
        boolean known = row.version().flatMap(catalog::find).isPresent();
        boolean anotherType = !row.isScript() && !row.isMarker();
        boolean belowBaseline = rows.stream().filter(AppliedMigration::isBaseline).flatMap(baseline -> baseline.version().stream())
                .anyMatch(baseline -> row.version().filter(version -> !version.isNewerThan(baseline)).isPresent());
        return known ? anotherType || belowBaseline || row.checksum().isEmpty() : row.version().isPresent() && !row.success();
    }

    private static Outcome repair() {
        CommandRun<RepairReport> repair = CommandRun.like(MigratorRun.on(database, folder), MigrationEnvironment::repair).with("MIGRATOR_YES", "true");
        try {
            return repair.succeeds().outcome();
        } catch (MigrationException e) {
            assertThat(e.outcome()).as(e.failure().toString()).isEqualTo(Outcome.DIVERGED);
            return e.outcome();
        }
    }

    @Provide
    Arbitrary<List<AppliedMigration>> histories() {
        return new RandomHistory(catalog).damaged();
    }
}
