package digital.market.migrator.migration;

import java.util.List;
import java.util.Optional;

import digital.market.migrator.migration.Placeholders.Replaced;

/** A script as it is executed, and where each place of it stands in its file. */
final class ScriptText {

    private final Migration script;
    private final Replaced replaced;

    private ScriptText(Migration script, Replaced replaced) {
        this.script = script;
        this.replaced = replaced;
    }

    /**
     * The text of this script.
     *
     * @throws digital.market.migrator.report.MigrationException if a placeholder has no value
     */
    static ScriptText of(Migration script, Placeholders placeholders) {
        return new ScriptText(script, script.config().replacesPlaceholders()
                ? placeholders.replaced(script.sql(), script.script()) : new Replaced(script.sql(), List.of()));
    }

    /** What is executed. */
    String executed() {
        return replaced.text();
    }

    /**
     * The offset of the statement that begins in this line of what is executed, or of the comment that goes before it; none if it
     * stands there in other words.
     */
    Optional<Integer> find(int line, String statement) {
        Lines lines = new Lines(executed());
        for (int at = executed().indexOf(statement); at >= 0; at = executed().indexOf(statement, at + 1)) {
            if (lines.at(at + statement.length()) >= line) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    /** The line in the file of this place in what is executed. */
    int line(int offset) {
        return new Lines(script.sql()).at(inFile(offset));
    }

    /** The offset in the file of this place in what is executed; of a place within a value, that of its placeholder. */
    int inFile(int offset) {
        return replaced.written(offset);
    }

    /** A part of what is executed as the file has it, which is with placeholders. */
    String written(int start, int end) {
        return script.sql().substring(inFile(start), inFile(end));
    }
}
