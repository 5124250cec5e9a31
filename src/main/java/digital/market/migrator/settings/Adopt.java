package digital.market.migrator.settings;

/** What {@code migrate} does about a database that Alembic has migrated so far. */
public enum Adopt {

    /** Take it over, where its revision is known. */
    AUTO,

    /** Leave it to the command {@code adopt}, and end with outcome {@code DIVERGED}. */
    NEVER
}
