package digital.market.migrator.offline;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.BotRows;
import digital.market.migrator.testing.DatabaseContent;
import digital.market.migrator.testing.PgDump;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Psql;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.SchemaText;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a script of the packaged migrations leaves, run by {@code psql}, is what an online run leaves: for every range, up and down. */
class PackagedRangesTest {

    private static final TestCatalog CATALOG = TestCatalog.packaged();
    private static final int HEAD = CATALOG.versions().size();

    @TempDir
    Path folder;

    /** Each server with each version but the newest; 0 stands for an empty database. */
    static Stream<Arguments> eachServerAndLowerVersion() {
        return Stream.of(Postgres.values()).flatMap(postgres -> IntStream.range(0, HEAD).mapToObj(version -> Arguments.of(postgres, version)));
    }

    @ParameterizedTest
    @MethodSource("eachServerAndLowerVersion")
    void theRangesFromHereUpLeaveWhatOnlineRunsLeave(Postgres postgres, int from) throws SQLException {
        try (TestDatabase online = postgres.newDatabase(); TestDatabase offline = postgres.newDatabase()) {
            Stages.clear(online);
            populate(online, from);
            for (int to = from + 1; to <= HEAD; to++) {
                CATALOG.migrate(online, version(to));
                Stages.clear(offline);
                populate(offline, from);

                Psql.on(offline).run(CATALOG.offline(version(from), String.valueOf(to)).writeTo(folder.resolve("up.sql"))).exitedWith(0);

                assertThat(DatabaseContent.of(offline).differencesTo(DatabaseContent.of(online))).as("to %d", to).isEmpty();
                assertThat(PgDump.schema(offline)).as("to %d", to).isEqualTo(PgDump.schema(online));
                assertThat(CATALOG.leftToDo(offline, String.valueOf(to))).as("to %d", to).isEmpty();
            }
        }
    }

    /** A column that was dropped leaves traces in the catalogs, so that only what can be seen of it is compared. */
    @ParameterizedTest
    @MethodSource("eachServerAndLowerVersion")
    void theRangesDownToHereLeaveWhatWasThereBefore(Postgres postgres, int to) throws SQLException {
        try (TestDatabase never = postgres.newDatabase(); TestDatabase undone = postgres.newDatabase()) {
            populate(never, to);
            populate(undone, to);
            for (int from = to + 1; from <= HEAD; from++) {
                CATALOG.migrate(undone, version(from));

                Psql.on(undone).run(CATALOG.offline(version(from), String.valueOf(to)).down().writeTo(folder.resolve("down.sql"))).exitedWith(0);

                assertThat(Seen.in(undone)).as("from %d", from).isEqualTo(Seen.in(never));
            }
            CATALOG.migrate(never, version(HEAD));
            CATALOG.migrate(undone, version(HEAD));
            assertThat(Seen.in(undone)).as("after all, at head").isEqualTo(Seen.in(never));
        }
    }

    /** What a user sees of a database. */
    private record Seen(String schema, List<String> history, List<String> rows) {

        private static Seen in(TestDatabase database) throws SQLException {
            DatabaseContent content = DatabaseContent.of(database);
            try (Connection connection = database.connect()) {
                return new Seen(SchemaText.of(connection, "public"), content.history(), content.rows());
            }
        }
    }

    private static Optional<String> version(int version) {
        return version == 0 ? Optional.empty() : Optional.of(String.valueOf(version));
    }

    /** Brings the database to this version and fills its tables; the times are the same in every database. */
    private static void populate(TestDatabase database, int version) throws SQLException {
        CATALOG.migrate(database, version(version));
        if (version > 0 && version < HEAD) {
            try (Connection connection = database.connect()) {
                BotRows.insert(connection, version);
                for (String table : BotRows.TABLES) {
                    Query.execute(connection, "UPDATE " + table + " SET created_at = '2024-01-01', updated_at = '2024-01-02'");
                }
            }
        }
    }
}
