package digital.market.migrator.settings;

/** What to do about a database that is ahead of this image's catalog. */
public enum Ahead {

    /** Leave it as it is: a rolled back image must be able to start. */
    IGNORE,

    /** End with outcome {@code AHEAD}. */
    FAIL
}
