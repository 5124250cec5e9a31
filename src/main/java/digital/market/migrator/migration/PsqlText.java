package digital.market.migrator.migration;

import digital.market.migrator.migration.Token.Type;

import java.util.ArrayList;
import java.util.List;

/**
 * Statements as {@code psql} has to read them. Outside literals and comments it takes {@code :name}, {@code :'name'} and
 * {@code :"name"} for a variable of its own; an array's slice, {@code a[1:n]}, may look like that. A blank behind the colon
 * means the same to PostgreSQL, and nothing to {@code psql}.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-INTERPOLATION">SQL Interpolation</a>
 */
final class PsqlText {

    private PsqlText() {
    }

    /** The statement as it stands, but for such blanks. */
    static String of(Statement statement) {
        String sql = statement.text();
        if (sql.indexOf(':') < 0) {
            return sql;
        }
        StringBuilder text = new StringBuilder(sql);
        List<Token> tokens = statement.tokens().toList();
        List<Integer> colons = new ArrayList<>();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (tokens.get(i).is(':', sql)) {
                Token next = tokens.get(i + 1);
                if (next.is(':', sql)) {
                    i++;
                } else if (next.start() == tokens.get(i).end() && next.type() != Type.SYMBOL) {
                    colons.add(0, next.start());
                }
            }
        }
        colons.forEach(at -> text.insert(at, " "));
        return text.toString();
    }
}
