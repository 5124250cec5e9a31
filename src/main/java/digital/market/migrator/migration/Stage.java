package digital.market.migrator.migration;

/** How far a migration has come. */
enum Stage {

    /** Its statements run. */
    SCRIPT,
    /** They are through, and the history is to have a row. */
    HISTORY,
    /** That is there too, and all is to be committed. */
    COMMIT
}
