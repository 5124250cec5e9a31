package digital.market.migrator.migration;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;

import digital.market.migrator.database.SqlStates;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.Failure.ServerError;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;

/** What it means that Flyway stopped, in our words. */
record EngineFailure(FlywayException error, Progress progress, Mask mask) {

    private static final String WRITABLE = "Name the primary server, not a standby, and let the transaction be READ WRITE.";

    MigrationException asException() {
        Optional<SQLException> sql = SqlStates.find(error);
        if (progress.running().isEmpty() || sql.isEmpty()) {
            return new MigrationException(withoutScript(sql), error);
        }
        return new MigrationException(inScript(progress.running().get(), sql.get()), error);
    }

    private Failure withoutScript(Optional<SQLException> sql) {
        if (error instanceof FlywayValidateException) {
            return Failure.of(Outcome.DIVERGED, "Flyway finds that the history has diverged: " + error.getMessage());
        }
        String message = "Flyway stopped: " + mask.over(sql.map(SqlStates::message).orElse(String.valueOf(error.getMessage()))) + ".";
        Failure failure = Failure.of(sql.map(this::outcome).orElse(Outcome.UNEXPECTED), message).withServer(sql.flatMap(this::words));
        return sql.filter(EngineFailure::readOnly).isPresent() ? failure.withAdvice(WRITABLE) : failure;
    }

    private Failure inScript(Migration migration, SQLException sql) {
        Outcome outcome = outcome(sql);
        Optional<FlywaySqlScriptException> place = place(error);
        Optional<Integer> line = place.map(FlywaySqlScriptException::getLineNumber);
        String message = migration.script() + " failed" + line.map(n -> " in line " + n).orElse("")
                + (progress.inTransaction() ? " and was rolled back: " : " and may have stopped half-way: ")
                + mask.over(SqlStates.message(sql)) + ".";
        return new Failure(outcome, message, Optional.of(advice(outcome, sql, migration)), Optional.of(migration.script()), line,
                place.flatMap(at -> statement(migration, at)), words(sql));
    }

    private Optional<ServerError> words(SQLException sql) {
        return SqlStates.words(sql).map(words -> new ServerError(words.sqlState(), mask.over(words.message()),
                words.detail().map(mask::over), words.hint().map(mask::over)));
    }

    private Outcome outcome(SQLException sql) {
        if (!progress.inTransaction()) {
            return Outcome.HALF_WAY;
        }
        if (SqlStates.worthARetry(sql)) {
            return Outcome.LOCKED;
        }
        if (SqlStates.connectionLost(sql)) {
            return Outcome.UNREACHABLE;
        }
        if (readOnly(sql)) {
            return Outcome.DENIED;
        }
        return progress.running().isPresent() ? Outcome.ROLLED_BACK
                : SqlStates.of(sql).equals(SqlStates.INSUFFICIENT_PRIVILEGE) ? Outcome.DENIED : Outcome.UNEXPECTED;
    }

    private static boolean readOnly(SQLException sql) {
        return SqlStates.of(sql).equals(SqlStates.READ_ONLY_TRANSACTION);
    }

    private static String advice(Outcome outcome, SQLException sql, Migration migration) {
        return switch (outcome) {
            case HALF_WAY -> "The script does not run in a transaction, so that what it did before remains. Look what is there, "
                    + "complete or remove it by hand, then mend the history with the command repair.";
            case LOCKED -> "Find the session that holds the lock (pg_locks, pg_stat_activity) and run again; MIGRATOR_LOCK_TIMEOUT and "
                    + "MIGRATOR_LOCK_RETRIES say how long and how often to try.";
            case DENIED -> WRITABLE;
            case UNREACHABLE -> "The connection was lost. Run again when the server answers.";
            default -> SqlStates.of(sql).equals(SqlStates.INSUFFICIENT_PRIVILEGE)
                    ? "Nothing of it remains. Grant the role what it lacks, or let MIGRATOR_ROLE name the owner, and run again."
                    : "Nothing of it remains. Correct " + migration.script() + ", or the data that it meets, and run again.";
        };
    }

    private static Optional<FlywaySqlScriptException> place(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof FlywaySqlScriptException inScript && inScript.getLineNumber() > 0) {
                return Optional.of(inScript);
            }
        }
        return Optional.empty();
    }

    /** The statement as the script has it, not as Flyway executed it: what stands for a placeholder may be a secret. */
    private static Optional<String> statement(Migration migration, FlywaySqlScriptException place) {
        List<String> inLine = Statements.in(migration.sql()).stream()
                .filter(statement -> statement.line() == place.getLineNumber())
                .map(Statement::text).toList();
        return inLine.size() == 1 ? Optional.of(inLine.get(0)) : inLine.stream().filter(place.getStatement()::equals).findFirst();
    }
}
