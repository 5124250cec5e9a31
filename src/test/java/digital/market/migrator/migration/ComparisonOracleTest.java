package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.PlainFlyway;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * What a {@link Comparison} finds in a history is what Flyway's {@code validate} and {@code info} find there, but for
 * what {@link #weAreStricter} and {@link #weStopEarlier} say.
 */
class ComparisonOracleTest {

    private static final Set<String> EVENTS = Set.of("BASELINE", "DELETE", "SCHEMA");

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

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void weFindWhatFlywayFinds(@ForAll("histories") List<AppliedMigration> rows, @ForAll("targets") Optional<Version> target)
            throws SQLException {
        HistoryRows.write(connection, rows);
        Comparison ours = Comparison.of(catalog, new History(true, rows, "", ""), Scripts.NONE, target);
        Optional<List<String>> flyways = flywaysPending(target);

        if (ours.divergences().isEmpty() || !weAreStricter(rows)) {
            assertThat(ours.divergences().isEmpty()).as("%s, but Flyway: %s", ours.divergences(), flyways)
                    .isEqualTo(flyways.isPresent());
        }
        if (ours.divergences().isEmpty() && !weStopEarlier(ours)) {
            assertThat(Optional.of(ours.pending().stream().map(Migration::script).toList())).isEqualTo(flyways);
        }
    }

    @Provide
    Arbitrary<List<AppliedMigration>> histories() {
        return new RandomHistory(catalog).damaged();
    }

    @Provide
    Arbitrary<Optional<Version>> targets() {
        return Arbitraries.of(Optional.empty(), Optional.empty(), Optional.of(Version.of("2")));
    }

    /**
     * A version that the catalog knows, under another type: Flyway looks scripts up by version and type, so that it takes
     * the row of the newest version for one from the future, and the script for one that is pending.
     */
    private static boolean weAreStricter(List<AppliedMigration> rows) {
        return rows.stream().anyMatch(row -> !row.isScript() && !EVENTS.contains(row.type())
                && row.version().flatMap(catalog::find).isPresent());
    }

    /** When the database is ahead we apply nothing, where Flyway would still apply repeatables. */
    private static boolean weStopEarlier(Comparison ours) {
        return !ours.ahead().isEmpty();
    }

    /** The scripts that Flyway would apply; none at all if it finds something wrong. */
    private static Optional<List<String>> flywaysPending(Optional<Version> target) {
        FluentConfiguration configuration = PlainFlyway.of(database, folder)
                .ignoreMigrationPatterns("*:future", "repeatable:missing", "*:pending");
        target.ifPresent(version -> configuration.target(version.text()));
        Flyway flyway = configuration.load();
        try {
            return flyway.validateWithResult().validationSuccessful
                    ? Optional.of(Stream.of(flyway.info().pending()).map(MigrationInfo::getScript).toList())
                    : Optional.empty();
        } catch (FlywayException e) {
            return Optional.empty();
        }
    }
}
