package digital.market.migrator.migration;

/** What a migration is for, by the first letter of its script's name. */
public enum Kind {

    /** Runs once, in the order of the versions. */
    VERSIONED('V'),
    /** Takes back the versioned migration of the same version. */
    UNDO('U'),
    /** Runs after the versioned ones, whenever its text has changed. */
    REPEATABLE('R');

    private final char prefix;

    Kind(char prefix) {
        this.prefix = prefix;
    }

    /** The letter with which a script's name of this kind begins. */
    char prefix() {
        return prefix;
    }

    /** Whether a script's name of this kind holds a version. */
    boolean hasVersion() {
        return this != REPEATABLE;
    }
}
