package digital.market.migrator;

import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;

/** The lock that plain Flyway takes for {@code public.flyway_schema_history}, as another session sees it. */
final class MigratorsLock {

    /** The letters of {@code Flyway} as a number, plus the Java hash of the table's quoted name. */
    static final long KEY = 77431708279161L + "\"public\".\"flyway_schema_history\"".hashCode();

    private static final String HOLDERS = """
            SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
               AND classid::bigint << 32 | objid::bigint = %d
            """.formatted(KEY);

    private MigratorsLock() {
    }

    /** The process ids of the sessions that hold it. */
    static List<String> holders(TestDatabase database) throws SQLException {
        return Query.rows(database, HOLDERS);
    }

    /** Whether somebody holds it. */
    static boolean isHeld(TestDatabase database) throws SQLException {
        return !holders(database).isEmpty();
    }
}
