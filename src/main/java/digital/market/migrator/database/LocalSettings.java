package digital.market.migrator.database;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes of {@code SET} and {@code RESET} their forms that end with the transaction. Inside a caller's transaction the
 * others would outlive it: they would be in force in his session after his commit.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-set.html">SET</a>
 */
final class LocalSettings {

    private static final String LEADING = "^(?<leading>(?:\\s|--[^\\n]*+(?:\\n|$)|/\\*(?:[^*]|\\*(?!/))*+\\*/)*+)";

    private static final Pattern SET = Pattern.compile(LEADING
            + "SET\\s+(?:SESSION\\s+(?!AUTHORIZATION|CHARACTERISTICS))?+(?!LOCAL\\s|SESSION\\s+CHARACTERISTICS|TRANSACTION\\s|CONSTRAINTS\\s)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern RESET = Pattern.compile(LEADING + "RESET\\s+(?!ALL\\b)(?<name>[^;]+?)\\s*;?\\s*$",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SET_CONFIG = Pattern.compile("^SELECT set_config\\('search_path', \\?, false\\)$");

    private LocalSettings() {
    }

    /** The statement, with the effect of a {@code SET} or {@code RESET} limited to the transaction; any other unchanged. */
    static String forTransaction(String sql) {
        Matcher set = SET.matcher(sql);
        if (set.find()) {
            return set.group("leading") + "SET LOCAL " + sql.substring(set.end());
        }
        Matcher reset = RESET.matcher(sql);
        if (reset.find()) {
            return reset.group("leading") + "SET LOCAL " + toDefault(reset.group("name"));
        }
        return SET_CONFIG.matcher(sql).matches() ? sql.replace("false", "true") : sql;
    }

    private static String toDefault(String name) {
        return switch (name.toUpperCase().replaceAll("\\s+", " ")) {
            case "ROLE" -> "ROLE NONE";
            case "SESSION AUTHORIZATION" -> "SESSION AUTHORIZATION DEFAULT";
            case "TIME ZONE" -> "TIME ZONE DEFAULT";
            default -> name + " TO DEFAULT";
        };
    }
}
