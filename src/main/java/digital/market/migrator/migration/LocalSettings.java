package digital.market.migrator.migration;

import digital.market.migrator.migration.Token.Type;

import java.util.List;
import java.util.Optional;

/**
 * Makes of statements that set a parameter for the session their forms that end with the transaction. Inside a caller's
 * transaction the others would outlive it: they would be in force in his session after his commit.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-set.html">SET</a>
 */
public final class LocalSettings {

    /** Does nothing. */
    private static final String NO_CHANNEL = "UNLISTEN \"market_migrator nothing\"";

    private final String sql;
    private final List<Token> tokens;

    private LocalSettings(String sql, List<Token> tokens) {
        this.sql = sql;
        this.tokens = tokens;
    }

    /**
     * The statement, with the effect of a {@code SET}, a {@code RESET} or calls of {@code set_config} that a {@code SELECT}
     * holds limited to the transaction. {@code LISTEN} and {@code UNLISTEN} have none before its end. Any other is unchanged, and
     * so is {@code SET SESSION CHARACTERISTICS}, for which there is no such form.
     */
    public static String forTransaction(String sql) {
        Optional<Token> first = tokens(sql, 1).stream().findFirst();
        if (first.filter(token -> token.is("SET", sql)).isPresent()) {
            return new LocalSettings(sql, tokens(sql, 3)).set();
        }
        if (first.filter(token -> token.is("RESET", sql)).isPresent()) {
            return new LocalSettings(sql, tokens(sql, Integer.MAX_VALUE)).reset();
        }
        if (first.filter(token -> token.is("LISTEN", sql) || token.is("UNLISTEN", sql)).isPresent()) {
            return NO_CHANNEL;
        }
        boolean calls = first.filter(token -> token.is("SELECT", sql)).isPresent() && sql.contains("set_config");
        return calls ? new LocalSettings(sql, tokens(sql, Integer.MAX_VALUE)).setConfig() : sql;
    }

    private static List<Token> tokens(String sql, int atMost) {
        return new Statement(1, sql, Optional.empty()).tokens().limit(atMost).toList();
    }

    private String set() {
        if (tokens.size() == 1 || is(1, "LOCAL") || is(1, "TRANSACTION") || is(1, "CONSTRAINTS") || is(1, "SESSION") && is(2, "CHARACTERISTICS")) {
            return sql;
        }
        Token behind = is(1, "SESSION") && !is(2, "AUTHORIZATION") ? tokens.get(1) : tokens.get(0);
        return sql.substring(0, tokens.get(0).end()) + " LOCAL" + sql.substring(behind.end());
    }

    private String reset() {
        if (tokens.size() == 1 || is(1, "ALL") || is(1, "TRANSACTION")) {
            return sql;
        }
        Token last = tokens.get(tokens.size() - 1);
        int end = last.is(';', sql) ? last.start() : last.end();
        String name = is(1, "SESSION") ? "session_authorization" : is(1, "TIME") ? "timezone" : sql.substring(tokens.get(1).start(), end).strip();
        return sql.substring(0, tokens.get(0).start()) + "SET LOCAL " + name + " TO DEFAULT" + sql.substring(end);
    }

    private String setConfig() {
        StringBuilder local = new StringBuilder(sql);
        for (int i = tokens.size() - 2; i > 0; i--) {
            if (is(i, "set_config") && tokens.get(i + 1).is('(', sql)) {
                thirdArgument(i + 2).filter(third -> third.is("false", sql))
                        .ifPresent(no -> local.replace(no.start(), no.end(), "true"));
            }
        }
        return local.toString();
    }

    /** The third of the arguments that begin with this token, if it is one word. */
    private Optional<Token> thirdArgument(int first) {
        int depth = 0;
        int commas = 0;
        for (int i = first; i + 1 < tokens.size() && depth >= 0; i++) {
            Token token = tokens.get(i);
            if (commas == 2) {
                boolean alone = token.type() == Type.WORD && tokens.get(i + 1).is(')', sql);
                return alone ? Optional.of(token) : Optional.empty();
            }
            depth += token.is('(', sql) ? 1 : token.is(')', sql) ? -1 : 0;
            commas += token.is(',', sql) && depth == 0 ? 1 : 0;
        }
        return Optional.empty();
    }

    private boolean is(int index, String keyword) {
        return index < tokens.size() && tokens.get(index).is(keyword, sql);
    }
}
