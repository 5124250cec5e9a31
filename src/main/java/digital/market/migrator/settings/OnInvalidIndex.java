package digital.market.migrator.settings;

/** What {@code migrate} does about an INVALID index that a script which stopped half-way, or was killed, has left behind. */
public enum OnInvalidIndex {

    /** End, and name it. */
    FAIL,

    /** Drop it and have the script build it anew. */
    REBUILD
}
