package digital.market.migrator.schema;

import java.util.List;

/**
 * What somebody does to a schema by hand, and what is to be said of it.
 *
 * @param sql        the statements
 * @param lines      the differences that it makes
 * @param statements those that mend it
 * @param left       the differences that are left after them
 */
record HandMadeChange(String sql, List<String> lines, List<String> statements, List<String> left) {

    static HandMadeChange mended(String sql, String line, String statement) {
        return new HandMadeChange(sql, List.of(line), List.of(statement), List.of());
    }

    static HandMadeChange unmended(String sql, String... lines) {
        return new HandMadeChange(sql, List.of(lines), List.of(), List.of(lines));
    }

    @Override
    public String toString() {
        return sql;
    }
}
