package digital.market.migrator.migration;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

import digital.market.migrator.database.Session;
import digital.market.migrator.database.Sql;
import digital.market.migrator.database.SqlStates;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;

/**
 * Finds out why nothing may be written: the server is a standby, a setting says so, or a script does.
 *
 * @param where what the database is called in messages
 * @param error how the run has failed
 */
record ReadOnlyFailure(String where, Exception error) {

    private static final String WHY = """
            SELECT pg_catalog.pg_is_in_recovery(), s.setting = 'on', s.source, session_user, pg_catalog.current_database()
            FROM pg_catalog.pg_settings AS s WHERE s.name = 'default_transaction_read_only'
            """;

    private static final String SETTING = "default_transaction_read_only";

    /** What the server says of itself. */
    private record Why(boolean standby, boolean byDefault, String source, String role, String database) {

        /** Where the setting comes from ({@code pg_settings.source}), and the statement that takes it back. */
        private String advice() {
            String reset = " RESET " + SETTING + "; and run again.";
            return switch (source) {
                case "user" -> "Let an administrator run: ALTER ROLE " + Sql.identifier(role) + reset;
                case "database user" -> "Let an administrator run: ALTER ROLE " + Sql.identifier(role) + " IN DATABASE " + Sql.identifier(database) + reset;
                case "database" -> "Let an administrator run: ALTER DATABASE " + Sql.identifier(database) + reset;
                default -> "Let " + SETTING + " be off (it comes from: " + source + "), and run again.";
            };
        }
    }

    /**
     * Explains, over the session that has failed, if that is why it did.
     *
     * @throws MigrationException with {@link Outcome#UNREACHABLE} from a standby, which may be the primary soon, or another host is by
     *                            now; with {@link Outcome#DENIED} where a setting forbids it; with {@link Outcome#ROLLED_BACK} where a script does
     */
    void explain(Session session) {
        Optional<SQLException> refused = SqlStates.find(error).filter(SqlStates::readOnly);
        refused.flatMap(ignored -> ask(session)).flatMap(why -> failure(why, session.inCallersTransaction()))
                .ifPresent(failure -> {
                    throw new MigrationException(failure.withServer(SqlStates.words(refused.get())), error);
                });
    }

    private Optional<Failure> failure(Why why, boolean inCallersTransaction) {
        Optional<Failure> known = error instanceof MigrationException ours ? Optional.of(ours.failure()) : Optional.empty();
        if (why.standby()) {
            return Optional.of(Failure.of(Outcome.UNREACHABLE, where + " is a standby, and there is something to be written.")
                    .withAdvice("Name the primary; several hosts with target_session_attrs=read-write in the URL find it by themselves. "
                            + "MIGRATOR_WAIT says how long to wait for it."));
        }
        if (inCallersTransaction || known.filter(failure -> failure.outcome() != Outcome.DENIED).isPresent()) {
            return Optional.empty();
        }
        if (why.byDefault()) {
            Failure failure = known.orElseGet(() -> Failure.of(Outcome.DENIED, where + " takes no writes."));
            return Optional.of(failure.withMessage(failure.message() + " The setting " + SETTING + " is on.").withAdvice(why.advice()));
        }
        return known.filter(failure -> failure.script().isPresent()).map(failure -> failure.withOutcome(Outcome.ROLLED_BACK)
                .withAdvice("Nothing of it remains. The script makes its own transaction read-only: let it not, and run again."));
    }

    private Optional<Why> ask(Session session) {
        try (Statement statement = session.connection().createStatement(); ResultSet result = statement.executeQuery(WHY)) {
            return result.next() ? Optional.of(new Why(result.getBoolean(1), result.getBoolean(2), result.getString(3), result.getString(4),
                    result.getString(5))) : Optional.empty();
        } catch (SQLException e) {
            error.addSuppressed(e);
            return Optional.empty();
        }
    }
}
