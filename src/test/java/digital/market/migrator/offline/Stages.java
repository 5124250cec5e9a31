package digital.market.migrator.offline;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.DatabaseContent;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a database holds on the way through a catalog: nothing, then what each version leaves, and at last what the
 * repeatables leave, if there are any.
 *
 * @param contents as online runs leave it
 */
record Stages(List<DatabaseContent> contents) {

    /** The stages of this catalog, found on a server of this release. */
    static Stages of(TestCatalog catalog, Postgres postgres) throws SQLException {
        List<DatabaseContent> contents = new ArrayList<>();
        try (TestDatabase database = postgres.newDatabase()) {
            clear(database);
            contents.add(DatabaseContent.of(database));
            for (String version : catalog.versions()) {
                catalog.withoutRepeatables().migrate(database, Optional.of(version));
                contents.add(DatabaseContent.of(database));
            }
            if (!catalog.online(database).applies().isEmpty()) {
                contents.add(DatabaseContent.of(database));
            }
        }
        return new Stages(List.copyOf(contents));
    }

    /** The number of the stage that a database is at; it is a failure if it is at none. */
    int reachedBy(TestDatabase database) throws SQLException {
        DatabaseContent content = DatabaseContent.of(database);
        List<List<String>> differences = contents.stream()
                .map(stage -> withoutHistoryTable(content).differencesTo(withoutHistoryTable(stage))).toList();
        assertThat(differences).as("differences to each stage").anyMatch(List::isEmpty);
        return differences.indexOf(List.of());
    }

    /** What is there in the end. */
    DatabaseContent last() {
        return contents.get(contents.size() - 1);
    }

    /** How many steps lead to the end. */
    int steps() {
        return contents.size() - 1;
    }

    /** Makes the database as empty as it was at first, once those who used it are gone. */
    static void clear(TestDatabase database) throws SQLException {
        database.clear();
    }

    static void awaitEndOfSessions(TestDatabase database) throws SQLException {
        database.awaitEndOfSessions();
    }

    /** A table without rows is no stage of its own. */
    private static DatabaseContent withoutHistoryTable(DatabaseContent content) {
        return new DatabaseContent(content.schema().stream().filter(line -> !line.contains("flyway_schema_history")).toList(),
                content.history(), content.rows());
    }
}
