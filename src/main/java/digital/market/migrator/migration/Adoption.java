package digital.market.migrator.migration;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.jboss.logging.Logger;

import digital.market.migrator.database.Backoff;
import digital.market.migrator.database.OneTransaction;
import digital.market.migrator.database.Session;
import digital.market.migrator.database.SqlStates;
import digital.market.migrator.database.TableLock;
import digital.market.migrator.report.Difference;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.Settings;

/**
 * Takes over a schema that Alembic or SQLAlchemy's {@code create_all} made. Either all of it is done, the pending migrations
 * and the comparison with the target included, or nothing is.
 */
final class Adoption {

    private static final Logger LOG = Logger.getLogger(Adoption.class);
    private static final String NAME = "The adoption";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Run run;
    private final Settings settings;
    private final Goal goal;
    private final Progress progress;
    private Optional<List<Difference>> drift = Optional.empty();

    Adoption(Run run, Goal goal, Progress progress) {
        this.run = run;
        this.settings = run.settings();
        this.goal = goal;
        this.progress = progress;
    }

    /**
     * Adopts, in a transaction of its own or inside the caller's. In one of its own what could not have a table's lock in
     * time is rolled back and tried again, as often as the settings say: Alembic may be at work, and the bot is.
     *
     * @param session that holds the migrators' lock
     * @throws MigrationException if it could not be done; then nothing of it is
     */
    void adopt(Session session, Origin origin) throws SQLException {
        run.table().trust().checkToWrite(session, settings.historyOwner());
        if (origin.alembic().isPresent()) {
            origin.alembic().get().trust().checkToWrite(session, settings.historyOwner());
        }
        if (session.inCallersTransaction()) {
            perform(new Takeover(run, goal, progress, origin, session));
            return;
        }
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
        for (int retries = 0;; retries++) {
            run.cancellation().check();
            run.cancellation().runs(NAME);
            progress.opens();
            OneTransaction transaction = OneTransaction.begin(session, run.cancellation());
            Takeover takeover = new Takeover(run, goal, progress, origin, transaction);
            try (transaction) {
                perform(takeover);
                CommitFailure.guard(run, progress, transaction::commit);
                return;
            } catch (SQLException | MigrationException e) {
                progress.takeBack();
                if (progress.isUnanswered()) {
                    throw e;
                }
                run.cancellation().check();
                Optional<TableLock> wanted = takeover.waitingFor();
                boolean last = retries == settings.lockRetries();
                if (SqlStates.find(e).filter(SqlStates::worthARetry).isEmpty() || last && wanted.isEmpty()) {
                    throw e;
                }
                String inTheWay = wanted.isPresent() ? inTheWay(session, wanted.get()) : e.getMessage();
                if (last) {
                    throw locked(inTheWay, retries + 1, e);
                }
                LOG.infof("%s The adoption was rolled back and will be tried again.", inTheWay);
            }
            run.cancellation().waitsForTable(NAME);
            run.cancellation().pause(backoff.next());
        }
    }

    /** How the schema differs from what it should be; none if it has not come to that. */
    Optional<List<Difference>> drift() {
        return drift;
    }

    private void perform(Takeover takeover) throws SQLException {
        try {
            progress.adopted(takeover.perform());
        } finally {
            drift = takeover.drift();
        }
    }

    private String inTheWay(Session session, TableLock lock) throws SQLException {
        List<String> holders = lock.holders(session.connection(), settings.mask());
        return "The lock of " + lock.table() + " was not to be had in time: "
                + (holders.isEmpty() ? "who held it has ended by now." : "it is held by " + String.join(", and by ", holders) + ".");
    }

    private static MigrationException locked(String inTheWay, int tries, Exception e) {
        return new MigrationException(Failure.of(Outcome.LOCKED, inTheWay + (tries == 1 ? " Tried once." : " Tried " + tries + " times.")
                + " Nothing was changed.")
                .withAdvice("Let that session finish and run again; MIGRATOR_LOCK_TIMEOUT and MIGRATOR_LOCK_RETRIES say how long and how often "
                        + "to try."), e);
    }
}
