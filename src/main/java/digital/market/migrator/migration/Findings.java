package digital.market.migrator.migration;

import digital.market.migrator.report.StatusReport.State;

/**
 * What is found where a history is compared with the catalog, one by one: by {@link Comparison} to know what to do, by
 * {@link States} to show it. A row, or a migration that has none, is told of once, unless more than one thing is wrong with it.
 */
interface Findings {

    /** The row stands for its script, or for a baseline, or for a repeatable that is no longer in the catalog. */
    default void applied(AppliedMigration row) {
    }

    /** The migration has no row, and needs none, because it lies below the baseline. */
    default void covered(Migration migration) {
    }

    /** The migration is to be applied. */
    void pending(Migration migration);

    /** The row stands for what this catalog is too old to know. */
    void ahead(AppliedMigration row);

    /** The row makes it unsafe to go on, for this reason. */
    void diverged(State state, AppliedMigration row, String sentence);

    /** The migration was never applied, but a newer one was. */
    void late(Migration migration, String sentence);
}
