package digital.market.migrator.migration;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

import digital.market.migrator.database.MissingPrivilege;
import digital.market.migrator.database.SqlStates;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.Failure.ServerError;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.Mask;

/**
 * What it means that a script failed, in our words.
 *
 * @param inTransaction whether it is rolled back by now
 * @param stage         how far it had come
 * @param place         the statement that failed, as it was executed; none if it was none of the script's
 * @param inTheWay      what it was seen to wait for
 * @param mask          over the values of placeholders
 * @param role          the role that the script ran as; none where only the caller knows
 */
record ScriptFailure(Migration script, boolean inTransaction, Stage stage, Optional<Place> place, SQLException error,
                     Optional<String> inTheWay, Mask mask, Optional<String> role) {

    static final String WRITABLE = "Name the primary server, not a standby, and let the transaction be READ WRITE: "
            + "default_transaction_read_only of the role, or of the database, may be on.";

    static final String GRANT = "Grant the role of this run what it lacks, or let MIGRATOR_ROLE name the owner.";

    private static final Set<String> MAY_END_TRANSACTIONS = Set.of("CALL", "DO");

    /** Where a statement stands in the text that is executed, and its own text with the values of placeholders in it. */
    record Place(int line, String executed, ScriptText text) {
    }

    Failure asFailure() {
        Outcome outcome = outcome();
        Optional<ErrorPlace> at = place.map(one -> ErrorPlace.of(one, error));
        String message = whatHappened(at) + ": " + mask.over(SqlStates.message(error)) + "." + waitedFor().map(what -> " It waited for " + what + ".").orElse("");
        return new Failure(outcome, message, Optional.of(advice(outcome)), Optional.of(script.script()), at.map(ErrorPlace::line),
                at.flatMap(ErrorPlace::statement), words(error, mask));
    }

    private String whatHappened(Optional<ErrorPlace> at) {
        return switch (stage) {
            case SCRIPT -> script.script() + " failed" + at.map(one -> " in line " + one.line()).orElse("")
                    + (inTransaction ? " and was rolled back" : " and may have stopped half-way");
            case HISTORY -> script.script() + (inTransaction ? " was rolled back, because the history did not take its row"
                    : " is through, but the history did not take its row");
            case COMMIT -> SqlStates.connectionLost(error) ? "The connection was lost while " + script.script() + " was being committed"
                    : script.script() + " could not be committed and was rolled back";
        };
    }

    /** What the error means where it is not the script's fault. */
    static Optional<Outcome> notTheScripts(SQLException error) {
        return SqlStates.worthARetry(error) ? Optional.of(Outcome.LOCKED)
                : SqlStates.connectionLost(error) ? Optional.of(Outcome.UNREACHABLE)
                : SqlStates.readOnly(error) ? Optional.of(Outcome.DENIED) : Optional.empty();
    }

    /** PostgreSQL's words, in which the values of placeholders may stand. */
    static Optional<ServerError> words(SQLException error, Mask mask) {
        return SqlStates.words(error).map(words -> words.with(mask::over));
    }

    /** If that is why it failed: what it waited for before, it may have been given. */
    private Optional<String> waitedFor() {
        boolean stopped = SqlStates.worthARetry(error) || SqlStates.cancelled(error);
        return inTheWay.filter(what -> stopped);
    }

    private Outcome outcome() {
        return inTransaction ? notTheScripts(error).orElse(isDenied() && place.isEmpty() ? Outcome.DENIED : Outcome.ROLLED_BACK)
                : Outcome.HALF_WAY;
    }

    private String wayOn() {
        if (!isInHistory()) {
            return "The history does not hold this, so that the next run takes the script from its beginning. Before that, remove "
                    + "what of it is there, or write it so that it can run again.";
        }
        return script.kind() == Kind.UNDO ? "Look what is there, take the rest back by hand, then mend the history with the command repair."
                : Comparison.HALF_WAY;
    }

    /** Flyway writes a row that says so, over the same connection. */
    private boolean isInHistory() {
        return stage != Stage.HISTORY && !SqlStates.connectionLost(error);
    }

    private boolean isDenied() {
        return OwnStatement.isMissingPrivilege(error);
    }

    private String advice(Outcome outcome) {
        return SqlStates.impossibleSetting(error).map("Let the script, and the functions that it calls, leave %s as it is. "::formatted)
                .or(() -> SqlStates.sessionTimeout(error).map("The script or the caller has set %s: let it be longer. "::formatted)).orElse("")
                + remedy(outcome);
    }

    private String remedy(Outcome outcome) {
        return switch (outcome) {
            case HALF_WAY -> "The script does not run in a transaction, so that what it did before remains. " + wayOn();
            case LOCKED -> !SqlStates.of(error).equals(SqlStates.LOCK_NOT_AVAILABLE) && waitedFor().isEmpty()
                    ? "Another transaction was at the same objects or rows. Run again; MIGRATOR_LOCK_RETRIES says how often to try."
                    : (waitedFor().isPresent() ? "Let what holds the lock finish, or end a session by SELECT pg_terminate_backend(pid), "
                    : "Find the session that holds the lock (pg_locks, pg_stat_activity) ") + "and run again; MIGRATOR_LOCK_TIMEOUT and "
                    + "MIGRATOR_LOCK_RETRIES say how long and how often to try.";
            case UNREACHABLE -> stage == Stage.COMMIT ? "Run again when the server answers: the history says then whether it is applied."
                    : "The connection was lost. Run again when the server answers.";
            default -> SqlStates.readOnly(error) && outcome == Outcome.DENIED ? WRITABLE
                    : "Nothing of it remains. " + (isDenied() ? whatIsMissing() + " Then run again." : whatToCorrect());
        };
    }

    private String whatToCorrect() {
        return endsTransaction() ? "Its CALL or DO ends the transaction, which takes a script that runs in none: write " + script.script()
                + ".conf with the line executeInTransaction=false, and run again."
                : stage == Stage.HISTORY ? "Let the history take its row, or correct " + script.script() + " if it keeps it from that, and run again."
                : "Correct " + script.script() + ", or the data that it meets, and run again.";
    }

    /** Procedures and DO blocks may do so where no transaction is around them; functions never. */
    private boolean endsTransaction() {
        return SqlStates.of(error).equals(SqlStates.INVALID_TRANSACTION_TERMINATION)
                && place.flatMap(at -> new Words(at.executed()).next()).filter(MAY_END_TRANSACTIONS::contains).isPresent();
    }

    private String whatIsMissing() {
        return MissingPrivilege.in(error).map(missing -> missing.advice(refused(), role)).filter(mask::allows).orElse(GRANT);
    }

    private String refused() {
        return place.map(Place::executed).orElse(stage == Stage.HISTORY ? "INSERT" : "");
    }
}
