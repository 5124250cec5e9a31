package digital.market.migrator.migration;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;

import digital.market.migrator.database.MissingPrivilege;
import digital.market.migrator.database.SqlStates;
import digital.market.migrator.migration.ScriptFailure.Place;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.Mask;

/** What it means that Flyway stopped, in our words. */
record EngineFailure(FlywayException error, Progress progress, Catalog catalog, Placeholders placeholders, Optional<String> inTheWay, Mask mask,
                     Optional<String> role) {

    MigrationException asException() {
        Optional<MigrationException> ours = ours(error);
        if (ours.isPresent()) {
            return new MigrationException(ours.get().failure(), error);
        }
        Optional<SQLException> sql = SqlStates.find(error);
        if (progress.running().isEmpty() || sql.isEmpty()) {
            return new MigrationException(withoutScript(sql), error);
        }
        Migration script = progress.running().get();
        ScriptFailure failure = new ScriptFailure(script, progress.inTransaction(), progress.stage(), place(error, ScriptText.of(script, placeholders)), sql.get(),
                inTheWay, mask, role);
        return new MigrationException(withLeftIndexes(withTemporary(failure.asFailure(), script, sql.get())), error);
    }

    /** What was thrown out of a callback, round which Flyway lays an exception of its own. */
    private static Optional<MigrationException> ours(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof MigrationException ours) {
                return Optional.of(ours);
            }
        }
        return Optional.empty();
    }

    private Failure withTemporary(Failure failure, Migration script, SQLException sql) {
        List<Migration> before = Stream.concat(catalog.versioned().stream(), catalog.repeatables().stream())
                .takeWhile(other -> !other.equals(script)).toList();
        return Temporary.missed(sql, before, placeholders)
                .map(missed -> failure.withAdvice(failure.advice().map(advice -> advice + " ").orElse("") + missed.advice())).orElse(failure);
    }

    private Failure withLeftIndexes(Failure failure) {
        String left = progress.left().stream().map(index -> index.described() + " is INVALID now, and repair --yes drops it. ")
                .collect(Collectors.joining());
        return left.isEmpty() ? failure : failure.withAdvice(left + failure.advice().orElse(""));
    }

    private Failure withoutScript(Optional<SQLException> sql) {
        if (error instanceof FlywayValidateException) {
            return Failure.of(Outcome.DIVERGED, "Flyway finds that the history has diverged: " + error.getMessage());
        }
        String message = sql.map(refused -> "A statement of the migrator failed, not one of a script: " + mask.over(SqlStates.message(refused)))
                .orElseGet(() -> "Flyway stopped: " + mask.over(String.valueOf(error.getMessage()))) + ".";
        Failure failure = Failure.of(sql.map(OwnStatement::outcome).orElse(Outcome.UNEXPECTED), message)
                .withServer(sql.flatMap(words -> ScriptFailure.words(words, mask)));
        return sql.filter(SqlStates::readOnly).map(ignored -> ScriptFailure.WRITABLE)
                .or(() -> sql.filter(SqlStates::cancelled).map(ignored -> OwnStatement.CANCELLED))
                .or(() -> sql.flatMap(MissingPrivilege::in).map(missing -> missing.advice("", role)).filter(mask::allows))
                .or(() -> failure.outcome() == Outcome.DENIED ? sql.map(OwnStatement::isMissingPrivilege).map(missing -> missing ? ScriptFailure.GRANT : OwnStatement.REFUSED) : Optional.empty())
                .map(failure::withAdvice).orElse(failure);
    }

    private static Optional<Place> place(Throwable error, ScriptText text) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof FlywaySqlScriptException inScript && inScript.getLineNumber() > 0) {
                return Optional.of(new Place(inScript.getLineNumber(), inScript.getStatement(), text));
            }
        }
        return Optional.empty();
    }
}
