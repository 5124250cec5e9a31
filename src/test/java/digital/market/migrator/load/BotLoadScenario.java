package digital.market.migrator.load;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.load.LockWatch.Hold;
import digital.market.migrator.load.Tally.Table;
import digital.market.migrator.load.Tally.Timed;
import digital.market.migrator.testing.CheckRun;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code V2} to {@code V4} on a million purchases, while the bot is at work and, before and after that, with nobody about, whichever way the
 * migrator is run.
 */
final class BotLoadScenario {

    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(1);
    private static final String RETRIES = "100";

    /** A way to run {@code migrate} with these variables, which has to succeed. */
    @FunctionalInterface
    interface Migrate {

        void succeeds(Map<String, String> environment);
    }

    private final Migrate migrate;

    BotLoadScenario(Migrate migrate) {
        this.migrate = migrate;
    }

    /** Runs both, holds what has to hold of them, and prints what was measured. */
    void holds(Postgres postgres) throws SQLException {
        Duration before = longestHoldWithoutLoad(postgres);
        Tally tally;
        try (Shop shop = Shop.open(postgres)) {
            tally = migratedUnderLoad(shop);
            nothingFailedButRaces(tally);
            everyRowIsThere(shop, tally);
            atHead(shop.database());
        }
        Duration after = longestHoldWithoutLoad(postgres);
        Duration longest = before.compareTo(after) > 0 ? before : after;
        nobodyWaitedLongerThan(LOCK_TIMEOUT.plus(longest.multipliedBy(3).dividedBy(2)), tally.slowest());
    }

    /** Before and after the load, so that a machine which grows slower meanwhile does not count as the load's doing. */
    private Duration longestHoldWithoutLoad(Postgres postgres) throws SQLException {
        try (Shop shop = Shop.open(postgres)) {
            List<Hold> holds = migrated(shop);
            print("without load", holds);
            return holds.stream().map(Hold::time).max(Comparator.naturalOrder()).orElseThrow();
        }
    }

    private Tally migratedUnderLoad(Shop shop) throws SQLException {
        try (BotLoad load = BotLoad.in(shop)) {
            Eventually.holds("the bot reads and writes every table", () -> load.tally().isOfAllKinds() || load.tally().hasFailures());
            List<Hold> holds = migrated(shop);
            int statements = load.tally().statements();
            Map<Table, Integer> before = load.tally().inserts();
            // What it does now, it does at head.
            Eventually.holds("the bot goes on", () -> Stream.of(Table.values())
                    .allMatch(table -> load.tally().inserts().get(table) > before.get(table)) || load.tally().hasFailures());
            load.close();
            print("under load", holds);
            System.out.printf("  %d statements until the migrator had ended, %d in all; INSERTs that raced a migration: %s%n", statements,
                    load.tally().statements(), load.tally().races());
            return load.tally();
        }
    }

    /** Runs the migrator, and says for how long it held which tables for itself. */
    private List<Hold> migrated(Shop shop) {
        Map<String, String> environment = new HashMap<>(shop.database().environment());
        environment.put("MIGRATOR_LOCK_TIMEOUT", LOCK_TIMEOUT.toMillis() + "ms");
        environment.put("MIGRATOR_LOCK_RETRIES", RETRIES);
        try (LockWatch watch = LockWatch.on(shop.database())) {
            migrate.succeeds(environment);
            return watch.stop();
        }
    }

    /** No session has more than one INSERT on its way while a migration commits, and each migration commits once. */
    private static void nothingFailedButRaces(Tally tally) {
        assertThat(tally.failures()).isEmpty();
        assertThat(Set.of("23502", "42703")).containsAll(tally.races().keySet());
        assertThat(tally.races().values().stream().mapToInt(Integer::intValue).sum()).isLessThanOrEqualTo(3 * BotLoad.SESSIONS);
    }

    private static void everyRowIsThere(Shop shop, Tally tally) throws SQLException {
        assertThat(shop.kept()).containsExactly(
                Stream.of(Shop.CATEGORIES, Shop.USERS, Shop.PRODUCTS, Shop.PURCHASES).map(String::valueOf).reduce((a, b) -> a + "|" + b).get());
        assertThat(shop.added()).containsExactly(
                Stream.of(Table.values()).map(tally.inserts()::get).map(String::valueOf).reduce((a, b) -> a + "|" + b).get());
    }

    private static void atHead(TestDatabase database) throws SQLException {
        CheckRun.on(database).succeeds();
        assertThat(Query.history(database)).hasSize(4);
    }

    private static void nobodyWaitedLongerThan(Duration bound, Timed slowest) {
        System.out.printf("  the longest that a statement waited: %d ms of at most %d ms (%s)%n", slowest.time().toMillis(), bound.toMillis(),
                slowest.sql().strip().replaceAll("\\s+", " "));
        assertThat(slowest.time()).as(slowest.sql()).isLessThanOrEqualTo(bound);
    }

    private static void print(String how, List<Hold> holds) {
        System.out.printf("V2 to V4 on %,d purchases %s: held for itself %s%n", Shop.PURCHASES, how,
                String.join(", ", holds.stream().map(hold -> hold.table() + " for " + hold.time().toMillis() + " ms").toList()));
    }
}
