package digital.market.migrator.migration;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import digital.market.migrator.migration.Token.Type;

/** What the statements of a script say of an index. */
record IndexStatements(List<Statement> statements) {

    /** The words of CREATE UNIQUE INDEX CONCURRENTLY ON. */
    private static final int MOST_WORDS = 5;

    private static final Pattern CHOSEN_NAME = Pattern.compile(".*_idx\\d*", Pattern.DOTALL);

    static IndexStatements of(Migration script, Placeholders placeholders) {
        return new IndexStatements(Statements.in(script.sql(placeholders)));
    }

    /** Whether the script made this index, as an index of its table or as a copy for {@code REINDEX CONCURRENTLY}. */
    boolean make(InvalidIndex index) {
        return any("CREATE( UNIQUE)? INDEX", index.name(), index.table()) || makeUnnamed(index)
                || index.original().filter(original -> any("REINDEX", original) || reindexTableOf(index)).isPresent();
    }

    /** PostgreSQL itself finds a name where the statement has none. */
    private boolean makeUnnamed(InvalidIndex index) {
        return CHOSEN_NAME.matcher(index.name()).matches() && any("CREATE( UNIQUE)? INDEX( CONCURRENTLY)? ON", index.table());
    }

    private boolean reindexTableOf(InvalidIndex index) {
        return any("REINDEX TABLE", index.table()) || any("REINDEX (SCHEMA|DATABASE|SYSTEM)");
    }

    /** Whether the script has to do with this index at all. */
    boolean touch(InvalidIndex index) {
        return make(index) || copeWith(index) || reindexTableOf(index);
    }

    /** Whether the script can cope with this index when it runs again, since it drops it or builds it anew. */
    boolean copeWith(InvalidIndex index) {
        return any("DROP INDEX", index.name()) || any("REINDEX", index.name());
    }

    private boolean any(String beginning, String... names) {
        return statements.stream().anyMatch(statement -> begins(statement, beginning) && names(statement).containsAll(List.of(names)));
    }

    private static boolean begins(Statement statement, String words) {
        return statement.topLevelWords().limit(MOST_WORDS).collect(Collectors.joining(" ")).matches("(" + words + ")( .*)?");
    }

    /** All words of the statement as PostgreSQL reads them as names. */
    private static Set<String> names(Statement statement) {
        String sql = statement.text();
        return statement.tokens().filter(token -> token.type() == Type.WORD || token.type() == Type.QUOTED_NAME)
                .map(token -> name(token, sql)).collect(Collectors.toSet());
    }

    private static String name(Token token, String sql) {
        String text = token.in(sql);
        return token.type() == Type.WORD ? text.toLowerCase(Locale.ROOT) : text.substring(1, text.length() - 1).replace("\"\"", "\"");
    }
}
