package digital.market.migrator.migration;

import java.time.Instant;
import java.util.Optional;

/**
 * One script of the catalog.
 *
 * @param kind        what it is for
 * @param version     the version that it leads to, or takes back; none for a repeatable
 * @param description the words of its name, as Flyway gives them ({@code _} becomes a space)
 * @param script      its path within its location, with {@code /}, as the history holds it
 * @param content     its text as it stands in the file, a byte order mark included
 * @param rawChecksum Flyway's checksum over the content, placeholders left as they are
 * @param config      what the {@code .conf} file beside it says
 * @param header      what the line above its first statement says
 */
public record Migration(Kind kind, Optional<Version> version, String description, String script, String content,
                        int rawChecksum, ScriptConfig config, ScriptHeader header) {

    /** The column {@code description} of the history holds no more characters; Flyway shortens what is longer. */
    private static final int LONGEST_DESCRIPTION = 200;

    static Migration of(ScriptName name, String script, String content, ScriptConfig config, ScriptHeader header) {
        return new Migration(name.kind(), name.version(), name.description(), script, content, Checksum.of(content),
                config, header);
    }

    /** The text of the script as it was written, placeholders included, without a byte order mark. */
    public String sql() {
        return Checksum.withoutByteOrderMark(content);
    }

    /**
     * The text that is executed: placeholders replaced, unless the script's {@code .conf} file forbids it.
     *
     * @throws digital.market.migrator.report.MigrationException if a placeholder has no value
     */
    public String sql(Placeholders placeholders) {
        return config.replacesPlaceholders() ? placeholders.replace(sql(), script) : sql();
    }

    /**
     * The checksum that Flyway writes into the history: for a repeatable over the text with placeholders replaced, so
     * that a changed value runs it again, for all others over the raw text.
     *
     * @throws digital.market.migrator.report.MigrationException if a repeatable's placeholder has no value
     */
    public int checksum(Placeholders placeholders) {
        boolean depends = kind == Kind.REPEATABLE && config.replacesPlaceholders() && content.contains("${");
        return depends ? Checksum.of(placeholders.replace(content, script)) : rawChecksum;
    }

    /**
     * Whether a history row with this checksum stands for this script. Like Flyway's {@code ResolvedMigrationImpl}, a
     * repeatable's checksum over its raw text counts too.
     */
    public boolean checksumMatches(int applied, Placeholders placeholders) {
        return applied == rawChecksum || applied == checksum(placeholders);
    }

    /** Whether its text, and so its checksum, depends on when a run began. */
    boolean differsInEachRun(Placeholders placeholders) {
        return checksum(placeholders) != checksum(placeholders.startedAt(Instant.EPOCH));
    }

    /** SHA-256 of the script's file, in hexadecimal digits, as {@code sha256sum} gives it. */
    public String digest() {
        return Digest.of(content);
    }

    /** The description as the history holds it: Flyway cuts a long one to 197 characters and three dots. */
    public String descriptionInHistory() {
        return description.length() <= LONGEST_DESCRIPTION
                ? description
                : description.substring(0, LONGEST_DESCRIPTION - 3) + "...";
    }

    /** What it is called in a line of the log: {@code V3}, {@code U3}, or a repeatable's script. */
    public String label() {
        return version.map(number -> kind.prefix() + number.text()).orElse(fileName());
    }

    /** The name of the script without the folders that lead to it. */
    public String fileName() {
        return script.substring(script.lastIndexOf('/') + 1);
    }

    @Override
    public String toString() {
        return script;
    }
}
