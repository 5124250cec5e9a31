package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.testing.Alembic;
import digital.market.migrator.testing.AlembicScripts;
import digital.market.migrator.testing.BotRows;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.RunningProgram;
import digital.market.migrator.testing.ServerLog;
import digital.market.migrator.testing.Snapshot;
import digital.market.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Old pods of the bot run the real Alembic before, while and after a new one adopts the database. */
class AdoptionBesideAlembicTest {

    private static final String HOW_PAID = "SELECT DISTINCT payment_type FROM purchases";

    private static Stream<Arguments> revisions() {
        return Stream.of(Postgres.values()).flatMap(postgres -> AlembicScripts.REVISIONS.stream().map(revision -> Arguments.of(postgres, revision)));
    }

    @ParameterizedTest
    @MethodSource("revisions")
    void alembicFindsNothingToDoAfterwards(Postgres postgres, String revision) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            Alembic alembic = Alembic.on(database);
            alembic.upgrade(AlembicScripts.ORIGINAL, revision);
            MigratorRun.on(database).succeeds();

            hasNothingToDo(alembic, database);
        }
    }

    @ParameterizedTest
    @EnumSource
    void alembicFindsWhatCreateAllMadeInOrderAfterwards(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            Alembic alembic = Alembic.on(database);
            alembic.createAll();
            MigratorRun.on(database).with("MIGRATOR_AT", "4").adopts();

            alembic.stamp("head");

            hasNothingToDo(alembic, database);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAlembicThatIsAtWorkIsWaitedFor(Postgres postgres) throws SQLException {
        try (TestDatabase database = withRows(postgres, 1); Connection bot = reader(database)) {
            Alembic alembic = Alembic.on(database);
            try (RunningProgram upgrade = alembic.startUpgrade()) {
                Eventually.holds("Alembic waits for the bot", () -> waiting(database, "ALTER TABLE purchases"));
                ServerLog.Mark mark = database.mark();
                CompletableFuture<MigrationReport> adoption = MigratorRun.on(database).with("MIGRATOR_LOCK_TIMEOUT", "100ms")
                        .with("MIGRATOR_LOCK_RETRIES", "1000").start();
                Eventually.holds("the adoption has tried", () -> tries(database, mark) >= 2);

                bot.rollback();

                upgrade.await().exitedWith(0);
                assertThat(adoption.join().adopted().orElseThrow().revision()).contains(AlembicScripts.HEAD);
                assertThat(adoption.join().applied()).isEmpty();
                assertThat(Query.rows(database, HOW_PAID)).as("Alembic's own").containsExactly("stars");
                hasNothingToDo(alembic, database);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAlembicThatStartsMeanwhileWaitsAndFindsNothingToDo(Postgres postgres) throws SQLException {
        try (TestDatabase database = withRows(postgres, 3); Connection bot = reader(database)) {
            Alembic alembic = Alembic.on(database);
            CompletableFuture<MigrationReport> adoption = MigratorRun.on(database).with("MIGRATOR_LOCK_TIMEOUT", "1h").start();
            Eventually.holds("the adoption waits for the bot", () -> waiting(database, "ALTER TABLE purchases"));
            try (RunningProgram upgrade = alembic.startUpgrade()) {
                Eventually.holds("Alembic waits for the adoption", () -> waiting(database, "alembic_version.version_num"));

                bot.rollback();

                upgrade.await().exitedWith(0);
                assertThat(MigratorRun.scripts(adoption.join())).containsExactly("V4__payment_type.sql");
                assertThat(Query.rows(database, HOW_PAID)).as("ours").containsExactly("unknown");
                hasNothingToDo(alembic, database);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoeverComesFirstBothEndWell(Postgres postgres) throws SQLException {
        try (TestDatabase database = withRows(postgres, 1); Connection bot = reader(database)) {
            Alembic alembic = Alembic.on(database);
            CompletableFuture<MigrationReport> adoption = MigratorRun.on(database).with("MIGRATOR_LOCK_TIMEOUT", "200ms")
                    .with("MIGRATOR_LOCK_RETRIES", "1000").start();
            try (RunningProgram upgrade = alembic.startUpgrade()) {
                Eventually.holds("somebody waits for the bot", () -> waiting(database, "ALTER TABLE purchases"));

                bot.rollback();

                upgrade.await().exitedWith(0);
                assertThat(adoption.join().adopted()).isPresent();
                hasNothingToDo(alembic, database);
            }
        }
    }

    /** {@code alembic check} finds the models' tables, {@code alembic upgrade head} leaves everything as it is. */
    private static void hasNothingToDo(Alembic alembic, TestDatabase database) throws SQLException {
        Snapshot before = Snapshot.of(database);
        assertThat(alembic.check().stdout()).contains("No new upgrade operations detected.");

        alembic.upgrade(AlembicScripts.ORIGINAL, "head");

        assertThat(Snapshot.of(database)).isEqualTo(before);
        assertThat(Query.rows(database, "TABLE alembic_version")).containsExactly(AlembicScripts.HEAD);
    }

    private static TestDatabase withRows(Postgres postgres, int revision) throws SQLException {
        TestDatabase database = postgres.newDatabase();
        try (Connection connection = database.connect()) {
            AlembicScripts.ORIGINAL.upgradeWithRows(connection, AlembicScripts.REVISIONS.get(revision), 20);
        }
        return database;
    }

    /** The bot in a transaction that has read a table. */
    private static Connection reader(TestDatabase database) throws SQLException {
        Connection bot = database.connect();
        bot.setAutoCommit(false);
        assertThat(BotRows.of(bot, "purchases")).hasSize(20);
        return bot;
    }

    private static boolean waiting(TestDatabase database, String statement) throws SQLException {
        List<String> waiting = Query.rows(database, "SELECT query FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
        return waiting.stream().anyMatch(sql -> sql.contains(statement));
    }

    private static long tries(TestDatabase database, ServerLog.Mark since) {
        return database.statements(since).stream().filter(statement -> statement.sql().startsWith("LOCK TABLE")).count();
    }
}
