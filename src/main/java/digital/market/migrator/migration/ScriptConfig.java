package digital.market.migrator.migration;

import java.util.Optional;

/**
 * What the file {@code <script>.conf} beside a script says; empty where it says nothing.
 *
 * @param executeInTransaction   whether the script runs in a transaction
 * @param placeholderReplacement whether placeholders are replaced in the script
 */
public record ScriptConfig(Optional<Boolean> executeInTransaction, Optional<Boolean> placeholderReplacement) {

    /** The configuration of a script that has no such file. */
    static final ScriptConfig NONE = new ScriptConfig(Optional.empty(), Optional.empty());

    /** Whether placeholders are replaced in the script: yes, unless the file says no. */
    boolean replacesPlaceholders() {
        return placeholderReplacement.orElse(true);
    }
}
