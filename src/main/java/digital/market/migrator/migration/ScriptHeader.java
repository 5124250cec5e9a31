package digital.market.migrator.migration;

import java.util.Optional;

/**
 * What the line {@code -- migrator: key=value, key=value} above a script's first statement says; empty where it says nothing.
 *
 * @param revision the revision of Alembic's whose place the script takes
 * @param revises  the revision of Alembic's that came before that one
 */
public record ScriptHeader(Optional<String> revision, Optional<String> revises) {

    /** The header of a script that has no such line. */
    static final ScriptHeader NONE = new ScriptHeader(Optional.empty(), Optional.empty());
}
