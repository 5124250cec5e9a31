package digital.market.migrator.migration;

import java.sql.Connection;
import java.sql.SQLException;

import digital.market.migrator.database.CommitException;
import digital.market.migrator.database.Session;
import digital.market.migrator.report.MigrationException;

/**
 * A transaction of a run that is tried again, as often as the settings say, if it could not have a lock in time.
 *
 * @param what what it does, for the log
 */
record RetriedTransaction(Run run, Session session, String what) {

    /** What is done between begin and commit, as often as it is tried. */
    interface Work {

        void execute() throws SQLException;
    }

    /**
     * Does the work and commits it.
     *
     * @throws CommitException    if it could not be committed, or nobody knows whether it is
     * @throws SQLException       if the work failed; it is rolled back
     * @throws MigrationException if the run is cancelled, and the work rolled back
     */
    void commit(Work work) throws SQLException {
        LockRetries retries = new LockRetries(run.settings().lockRetries(), run.cancellation());
        while (true) {
            run.cancellation().check();
            run.cancellation().runs(what);
            try {
                session.connection().setAutoCommit(false);
                work.execute();
                CommitException.commit(session.connection());
                session.connection().setAutoCommit(true);
                run.cancellation().reads();
                return;
            } catch (SQLException e) {
                rollBack(e);
                if (run.cancellation().isRequested() && !CommitFailure.isUnanswered(e)) {
                    throw run.cancellation().exception(e);
                }
                if (!retries.again(e, what, session.watch().inTheWay())) {
                    throw e;
                }
            }
        }
    }

    private void rollBack(SQLException why) {
        try {
            Connection connection = session.connection();
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }
}
