package digital.market.migrator.migration;

import java.sql.SQLException;
import java.util.Optional;

import digital.market.migrator.database.CommitException;
import digital.market.migrator.database.SqlStates;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.Mask;

/** What it means that a transaction of ours could not be committed, in our words. */
record CommitFailure(Run run, CommitException error) {

    /**
     * Commits what the progress is at.
     *
     * @throws MigrationException if it could not be committed, or nobody knows whether it is; then the progress says so
     */
    static void guard(Run run, Progress progress, RetriedTransaction.Work commit) throws SQLException {
        try {
            commit.execute();
            progress.closes();
        } catch (CommitException e) {
            MigrationException told = new CommitFailure(run, e).of(progress);
            if (e.unanswered()) {
                progress.commitUnanswered();
            }
            throw told;
        }
    }

    /** Whether a commit without an answer has led to this. */
    static boolean isUnanswered(Throwable failure) {
        return SqlStates.find(failure).filter(CommitException.class::isInstance).map(CommitException.class::cast).filter(CommitException::unanswered)
                .isPresent();
    }

    /** The failure of what the progress is at: a migration, or an adoption with all that belongs to it. */
    private MigrationException of(Progress progress) {
        Optional<Migration> script = progress.adopted().isPresent() ? Optional.empty() : progress.latest();
        return script.map(migration -> new MigrationException(new ScriptFailure(migration, true, Stage.COMMIT, Optional.empty(), error, Optional.empty(),
                run.settings().mask(), run.settings().workingRole()).asFailure(), error)).orElseGet(() -> of("The adoption"));
    }

    /** The failure of something else, which this names at the beginning of a sentence. */
    MigrationException of(String what) {
        Mask mask = run.settings().mask();
        String message = mask.over(SqlStates.message(error)) + ".";
        Failure failure = error.unanswered()
                ? Failure.of(Outcome.UNREACHABLE, what + " was being committed when the connection was lost: " + message)
                        .withAdvice("Run again when the server answers: the history says then whether it is done.")
                : Failure.of(ScriptFailure.notTheScripts(error).orElseGet(this::refused), what + " could not be committed and was rolled back: " + message)
                        .withAdvice("Nothing of it remains. Let what PostgreSQL names be put right, and run again.");
        return new MigrationException(failure.withServer(ScriptFailure.words(error, mask)), error);
    }

    private Outcome refused() {
        return SqlStates.of(error).equals(SqlStates.INSUFFICIENT_PRIVILEGE) ? Outcome.DENIED : Outcome.ROLLED_BACK;
    }
}
