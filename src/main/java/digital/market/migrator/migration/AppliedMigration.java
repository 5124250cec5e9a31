package digital.market.migrator.migration;

import java.util.Optional;

/**
 * One row of the history, as Flyway writes it.
 *
 * @param rank        {@code installed_rank}: the order in which rows were written
 * @param version     none for a repeatable
 * @param description the words of the script's name
 * @param type        {@code SQL} for scripts; {@code BASELINE}, {@code SCHEMA}, {@code DELETE} and {@code UNDO_SQL} mark events
 * @param script      the script's path within its location
 * @param checksum    Flyway's CRC-32 of the script
 * @param success     false where a script that cannot run in a transaction stopped half-way
 */
record AppliedMigration(int rank, Optional<Version> version, String description, String type, String script,
                        Optional<Integer> checksum, boolean success) {

    private static final String SCRIPT = "SQL";
    private static final String BASELINE = "BASELINE";
    private static final String DELETE = "DELETE";
    private static final String SCHEMA = "SCHEMA";

    boolean isScript() {
        return type.equals(SCRIPT);
    }

    /** Whether everything up to this version counts as applied: by {@code flyway baseline}, or a baseline script of Flyway's. */
    boolean isBaseline() {
        return type.endsWith(BASELINE);
    }

    /** Whether the row marks an event and no script stands behind it ({@code isSynthetic} of Flyway's types). */
    boolean isMarker() {
        return type.equals(BASELINE) || type.equals(DELETE) || type.equals(SCHEMA);
    }

    /** Whether an earlier row with this version or description no longer counts ({@code flyway repair} of a missing script). */
    boolean isDeletion() {
        return type.equals(DELETE);
    }

    /** Whether the version of this row was taken back by Flyway's paid edition ({@code flyway undo}). */
    boolean isUndo() {
        return type.startsWith("UNDO") && success;
    }

    /** Whether the row says only that Flyway made the schema. */
    boolean isSchemaMarker() {
        return type.equals(SCHEMA);
    }

    /** The row once it says that what was applied is this versioned migration. */
    AppliedMigration alignedTo(Migration migration) {
        return new AppliedMigration(rank, version, migration.descriptionInHistory(), SCRIPT, script, Optional.of(migration.rawChecksum()),
                success);
    }

    /** A row that takes this one out of account. */
    AppliedMigration deletion(int itsRank) {
        return new AppliedMigration(itsRank, version, description, DELETE, script, checksum, success);
    }

    /** The version as {@code V3}, or the description of a repeatable. */
    String name() {
        return version.map(v -> "V" + v).orElse("repeatable \"" + description + "\"");
    }
}
