package digital.market.migrator.settings;

/** How log lines are written. */
public enum LogFormat {
    TEXT,
    JSON
}
