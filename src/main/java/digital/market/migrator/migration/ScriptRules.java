package digital.market.migrator.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import digital.market.migrator.database.Session;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;

/** What has to be known of a script before it runs: whether in a transaction, and whether it can run at all. */
public final class ScriptRules {

    private ScriptRules() {
    }

    /**
     * Whether the script runs in a transaction: what its {@code .conf} file says, or else, as Flyway decides it, unless it
     * holds statements that Flyway knows as non-transactional.
     *
     * @throws digital.market.migrator.report.MigrationException if a placeholder has no value
     */
    static boolean runsInTransaction(Migration migration, Placeholders placeholders) {
        return migration.config().executeInTransaction().orElseGet(() ->
                Statements.in(migration.sql(placeholders)).stream().noneMatch(TransactionRules::flywayRunsOutside));
    }

    /** A sentence for everything that is wrong with a script that is about to run; none if nothing is. */
    static List<String> problems(Migration migration, Placeholders placeholders) {
        if (migration.config().replacesPlaceholders()) {
            List<String> missing = placeholders.problems(migration.sql(), migration.script());
            if (!missing.isEmpty()) {
                return missing;
            }
        }
        String sql = migration.sql(placeholders);
        return MemoryNeed.of(sql).problem(migration.script(), Runtime.getRuntime().maxMemory()).map(List::of)
                .orElseGet(() -> new Examination(migration, Statements.of(sql)).problems());
    }

    /**
     * What the script changes in its session, so that the next one, or a caller, can have it as it was.
     *
     * @throws digital.market.migrator.report.MigrationException if a placeholder has no value
     */
    static SessionChanges sessionChanges(Migration migration, Placeholders placeholders) {
        return SessionChanges.of(Statements.in(migration.sql(placeholders)));
    }

    /**
     * Refuses what cannot run inside a transaction of the caller's, or in one that a pooler has lent a session for.
     *
     * @throws MigrationException with {@link Outcome#CONFIGURATION} and a sentence for each
     */
    static void checkForTransaction(Session session, List<Migration> pending, Placeholders placeholders) {
        List<String> problems = pending.stream().flatMap(migration -> problemsInTransaction(session, migration, placeholders).stream()).toList();
        if (!problems.isEmpty()) {
            throw MigrationException.ofAll(Outcome.CONFIGURATION, problems);
        }
    }

    /** Why this migration cannot run inside a transaction of the caller's, or in one that a pooler has lent a session for. */
    static List<String> problemsInTransaction(Session session, Migration migration, Placeholders placeholders) {
        if (session.behindPooler()) {
            return PoolerRules.problems(migration, placeholders);
        }
        boolean possible = runsInTransaction(migration, placeholders)
                && !sessionChanges(migration, placeholders).everything();
        return possible ? List.of()
                : List.of(migration.script() + " cannot run inside the caller's transaction. Run it by itself, on a connection in auto-commit.");
    }

    /** One script under the eyes of the rules. */
    private record Examination(Migration migration, Statements statements) {

        private List<String> problems() {
            List<String> problems = new ArrayList<>();
            statements.flaw().ifPresent(flaw -> problems.add(at(flaw.line()) + flaw.what() + "."));
            statements.all().stream().filter(TransactionRules::freesLocks).forEach(statement -> problems.add(at(statement.line())
                    + "this frees the lock by which migrators exclude one another. Take it out: each script starts from a fresh "
                    + "session, whatever the one before it did."));
            statements.all().forEach(statement -> SettingRules.problems(statement).forEach(problem -> problems.add(at(statement.line()) + problem)));
            statements.all().forEach(statement -> PsqlCommands.in(statement).forEach(command ->
                    problems.add(at(command.line()) + command.name() + " " + command.remedy())));
            Optional<Boolean> configured = migration.config().executeInTransaction();
            Optional<Statement> outside = first(true);
            if (configured.isEmpty() && outside.isPresent() && first(false).isPresent()) {
                problems.add(mixed(outside.get(), first(false).get()));
            } else if (configured.orElse(outside.isEmpty())) {
                statements.all().forEach(statement -> checkInTransaction(statement, problems));
            } else {
                TransactionRules.leftOpen(statements.all()).ifPresent(begin -> problems.add(neverEnded(begin)));
            }
            return problems;
        }

        /** What follows the script, its row in the history first of all, would be part of that transaction and lost with it. */
        private String neverEnded(Statement begin) {
            return at(begin.line()) + "the transaction that " + TransactionRules.transactionControl(begin).orElseThrow()
                    + " opens is never ended, so that the script's work and its row in the history would be lost. "
                    + "End it with COMMIT.";
        }

        private Optional<Statement> first(boolean outside) {
            return statements.all().stream()
                    .filter(statement -> TransactionRules.flywayRunsOutside(statement) == outside).findFirst();
        }

        private void checkInTransaction(Statement statement, List<String> problems) {
            TransactionRules.transactionControl(statement).ifPresentOrElse(
                    words -> problems.add(at(statement.line()) + words
                            + " does not go with a script that runs in a transaction: "
                            + "market-migrator itself begins and ends it, so that nothing of a failed script remains. "
                            + "Take it out, or let the script run without a transaction: " + remedy()),
                    () -> TransactionRules.refusedInTransaction(statement).ifPresent(
                            name -> problems.add(at(statement.line()) + "PostgreSQL refuses " + name
                                    + " in a transaction. Let the script run without one: " + remedy())));
        }

        private String mixed(Statement outside, Statement inside) {
            return at(outside.line()) + TransactionRules.refusedInTransaction(outside).orElseThrow()
                    + " runs outside a transaction, the statement in line " + inside.line() + " in one. Split the script, "
                    + "or let all of it run without a transaction: " + remedy();
        }

        private String remedy() {
            String verb = migration.config().executeInTransaction().isPresent() ? "change " : "write ";
            return verb + migration.script() + ".conf" + (verb.equals("change ") ? " to " : " with the line ")
                    + "executeInTransaction=false.";
        }

        private String at(int line) {
            return migration.script() + " line " + line + ": ";
        }
    }
}
