package digital.market.migrator.settings;

/** What stands between a run and the server. */
public enum Pooler {

    /** Find out, once there is something to do. */
    AUTO,

    /** Nothing, or what gives each client a session of its own. */
    NONE,

    /** A pooler that gives a client another session of the server for each transaction, as PgBouncer's {@code pool_mode=transaction}. */
    TRANSACTION
}
