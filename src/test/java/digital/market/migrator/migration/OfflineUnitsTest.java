package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.migration.OfflineUnits.Transaction;
import digital.market.migrator.migration.OfflineUnits.Unit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OfflineUnitsTest {

    @ParameterizedTest
    @ValueSource(strings = {"INSERT INTO t VALUES (1)", "DO $$BEGIN PERFORM 1; EXCEPTION WHEN others THEN NULL; END$$", "SELECT commit FROM t",
            "ALTER TYPE mood ADD VALUE 'glad'", "SET lock_timeout = 1", "DO $$BEGIN PERFORM rollbacks FROM t; END$$"})
    void whatCanBeInATransactionHasOneToItself(String statement) {
        assertThat(units(statement)).containsExactly(new Unit(0, 0, Transaction.POSSIBLE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATE INDEX CONCURRENTLY i ON t (a)", "VACUUM t", "REINDEX TABLE t", "CLUSTER t", "CALL p()", "DO $$BEGIN COMMIT; END$$",
            "do 'begin rollback; end'", "ALTER TABLE t DETACH PARTITION p CONCURRENTLY", "COMMIT PREPARED 'x'"})
    void whatCannotHasNone(String statement) {
        assertThat(units(statement)).containsExactly(new Unit(0, 0, Transaction.NONE));
    }

    @Test
    void aTransactionOfTheScriptsOwnStaysTogether() {
        assertThat(units("SELECT 1; BEGIN; SELECT 2; SAVEPOINT s; ROLLBACK TO s; COMMIT; SELECT 3; START TRANSACTION; END")).containsExactly(
                new Unit(0, 0, Transaction.POSSIBLE), new Unit(1, 5, Transaction.OWN), new Unit(6, 6, Transaction.POSSIBLE),
                new Unit(7, 8, Transaction.OWN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"BEGIN; SELECT 1; ROLLBACK", "BEGIN; SELECT 1; COMMIT AND CHAIN; COMMIT", "BEGIN; SELECT 1; PREPARE TRANSACTION 'x'",
            "BEGIN; SELECT 1; ROLLBACK AND CHAIN; COMMIT"})
    void ofOneThatDoesNotSimplyCommitNobodyKnowsWhetherItCameThrough(String script) {
        int last = Statements.in(script).size() - 1;

        assertThat(units(script)).containsExactly(new Unit(0, last, Transaction.NONE));
    }

    private static List<Unit> units(String script) {
        return OfflineUnits.of(Statements.in(script));
    }
}
