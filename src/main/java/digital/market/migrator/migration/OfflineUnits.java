package digital.market.migrator.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The statements of a script that runs outside a transaction, one by one or, where the script opens a transaction, together:
 * what fails together.
 */
final class OfflineUnits {

    /**
     * Statements that belong together.
     *
     * @param first       the index of the first
     * @param last        the index of the last
     * @param transaction how they stand to a transaction
     */
    record Unit(int first, int last, Transaction transaction) {
    }

    /** How a unit stands to a transaction. */
    enum Transaction {
        /** It can be in one. */
        POSSIBLE,
        /** It is one, which the last statement commits. */
        OWN,
        /** It cannot be in one, or ends one in another way. */
        NONE
    }

    /** What may commit by itself, or is refused where it meets a partitioned table, as PostgreSQL's reference pages say. */
    private static final Set<String> BETTER_ALONE = Set.of("CALL", "REINDEX", "CLUSTER");

    private final List<Statement> statements;
    private final List<Unit> units = new ArrayList<>();

    private OfflineUnits(List<Statement> statements) {
        this.statements = statements;
    }

    /** The units of these statements, in order. */
    static List<Unit> of(List<Statement> statements) {
        OfflineUnits units = new OfflineUnits(statements);
        for (int next = 0; next < statements.size(); next = units.units.get(units.units.size() - 1).last() + 1) {
            units.units.add(units.begin(next));
        }
        return units.units;
    }

    /** {@link ScriptRules} has seen that each transaction is ended. */
    private Unit begin(int index) {
        if (TransactionRules.begins(statements.get(index))) {
            int last = index + 1;
            while (!TransactionRules.ends(statements.get(last))) {
                last++;
            }
            boolean one = statements.subList(index, last).stream().noneMatch(TransactionRules::chains);
            return new Unit(index, last, one && TransactionRules.commits(statements.get(last)) ? Transaction.OWN : Transaction.NONE);
        }
        return new Unit(index, index, alone(statements.get(index)) ? Transaction.NONE : Transaction.POSSIBLE);
    }

    /** A {@code DO} that commits says so somewhere in its text. */
    private static boolean alone(Statement statement) {
        Optional<String> first = statement.topLevelWords().findFirst();
        return TransactionRules.refusedInTransaction(statement).isPresent() || TransactionRules.transactionControl(statement).isPresent()
                || first.filter(BETTER_ALONE::contains).isPresent()
                || first.filter("DO"::equals).isPresent() && statement.text().matches("(?is).*\\b(COMMIT|ROLLBACK)\\b.*");
    }
}
