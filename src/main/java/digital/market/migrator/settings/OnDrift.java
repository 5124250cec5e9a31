package digital.market.migrator.settings;

/** What {@code migrate} does about a schema that is not what it should be, once it has changed something. */
public enum OnDrift {

    /** Report it and end well. */
    WARN,

    /** Do not look. */
    IGNORE,

    /** End with outcome {@code DRIFT}. */
    FAIL
}
