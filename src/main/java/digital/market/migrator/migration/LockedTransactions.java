package digital.market.migrator.migration;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import digital.market.migrator.database.PooledTransaction;
import digital.market.migrator.database.Session;
import digital.market.migrator.report.MigrationException;

/**
 * Transactions behind a pooler that gives each of them another session of the server. Each holds the migrators' lock to its
 * end, and so it looks itself at the history and does what is to be done then.
 */
record LockedTransactions(Run run, Session session, PooledTransaction.Limits limits) {

    /** What is done in one transaction. */
    interface Work<R> {

        R over(Session transaction) throws SQLException;
    }

    static LockedTransactions of(Run run, Session session, Catalog catalog) {
        return new LockedTransactions(run, session, limits(catalog));
    }

    private static PooledTransaction.Limits limits(Catalog catalog) {
        return new PooledTransaction.Limits(catalog.parametersOfApplications(), LocalSettings::forTransaction);
    }

    /**
     * Does the work and commits it. What could not have a table's lock in time is rolled back and tried again, as often as
     * the settings say.
     *
     * @param what what it does, for the log
     */
    <R> R commit(Supplier<String> what, Work<R> work, Progress progress) throws SQLException {
        LockRetries retries = new LockRetries(run.settings().lockRetries(), run.cancellation());
        while (true) {
            run.cancellation().check();
            try (PooledTransaction transaction = session.begin(run.lock(), run.settings().lockWait(), limits)) {
                R result = work.over(transaction.session());
                CommitFailure.guard(run, progress, transaction::commit);
                return result;
            } catch (SQLException | MigrationException e) {
                String failed = what.get();
                progress.takeBack();
                if (!retries.again(e, failed, Optional.empty())) {
                    throw e;
                }
            }
        }
    }

    /** Reads in the role of the run, and with its search path: in a session of its own, or else in one transaction. */
    static <R> R read(Session session, Work<R> work) throws SQLException {
        if (session.keepsSettings()) {
            return work.over(session);
        }
        try (PooledTransaction transaction = session.begin(limits(new Catalog(List.of(), List.of(), List.of())))) {
            return work.over(transaction.session());
        }
    }
}
