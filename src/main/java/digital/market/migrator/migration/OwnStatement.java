package digital.market.migrator.migration;

import java.sql.SQLException;
import java.util.Set;

import digital.market.migrator.database.SqlStates;
import digital.market.migrator.report.Outcome;

/** What it means that a statement of ours failed, and none of a script. */
public final class OwnStatement {

    static final String CANCELLED = "A time-out, or somebody, has cancelled a statement that is none of a script. Look what it waited for, "
            + "or let MIGRATOR_STATEMENT_TIMEOUT be longer, and run again.";

    static final String REFUSED = "The server does not allow what the migrator does there; a trigger or an event trigger may forbid it. "
            + "Let an administrator allow it to this run, and run again.";

    /** Wrong SQL, a wrong state of the transaction, or a wrong name of a statement or cursor: SQLSTATE's classes for that. */
    private static final Set<String> OUR_MISTAKES = Set.of("42", "25", "26", "34");

    private static final String INSUFFICIENT_RESOURCES = "53";

    private OwnStatement() {
    }

    /** The outcome. Where the driver cannot find what our statement asks for, its answer was no PostgreSQL's. */
    public static Outcome outcome(SQLException error) {
        return ScriptFailure.notTheScripts(error).orElseGet(() -> isUnreachable(error) ? Outcome.UNREACHABLE
                : isOurMistake(error) ? Outcome.UNEXPECTED : Outcome.DENIED);
    }

    private static boolean isUnreachable(SQLException error) {
        return SqlStates.cancelled(error) || SqlStates.sessionTimeout(error).isPresent() || SqlStates.of(error).startsWith(INSUFFICIENT_RESOURCES)
                || SqlStates.of(error).isEmpty() || SqlStates.words(error).isEmpty() && !isMissingPrivilege(error);
    }

    /** An error with a context was raised inside a function, by a trigger for example, which chooses the SQLSTATE as it likes. */
    private static boolean isOurMistake(SQLException error) {
        return !isMissingPrivilege(error) && OUR_MISTAKES.stream().anyMatch(SqlStates.of(error)::startsWith)
                && SqlStates.words(error).filter(words -> words.context().isEmpty()).isPresent();
    }

    /** Whether the role lacks a privilege. */
    static boolean isMissingPrivilege(SQLException error) {
        return SqlStates.of(error).equals(SqlStates.INSUFFICIENT_PRIVILEGE);
    }
}
