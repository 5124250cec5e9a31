package digital.market.migrator.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import digital.market.migrator.migration.Placeholders.BuiltIn;
import digital.market.migrator.migration.Token.Type;
import digital.market.migrator.report.Header;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.OfflineReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.Settings;

/**
 * What a script that is run without us, at another time and perhaps at another place, will do: examined like the scripts of an
 * online run before the first of them is begun.
 *
 * @param range  the versions that it goes through
 * @param resume whether it skips what the database has already
 * @param digest the catalog's
 * @param steps  the scripts that it is made of
 */
record OfflinePlan(OfflineRange range, boolean resume, String digest, List<OfflineStep> steps) {

    /**
     * The plan that the settings ask for.
     *
     * @throws MigrationException with {@link Outcome#EMPTY_CATALOG} if there are no migrations, with
     *                            {@link Outcome#CONFIGURATION} and a sentence for everything that is wrong with the range or
     *                            the scripts
     */
    static OfflinePlan of(Settings settings, Catalog catalog) {
        Goal.refuseEmpty(settings, catalog);
        OfflineRange range = OfflineRange.of(settings, catalog);
        Placeholders placeholders = Placeholders.of(settings.placeholders())
                .with(BuiltIn.DEFAULT_SCHEMA, settings.schema())
                .with(BuiltIn.TABLE, settings.table());
        List<String> problems = problems(range, catalog, placeholders);
        if (!problems.isEmpty()) {
            throw MigrationException.ofAll(Outcome.CONFIGURATION, problems);
        }
        return new OfflinePlan(range, settings.request().resume(), catalog.digest(), OfflineStep.of(range, catalog, placeholders));
    }

    /** Whether {@code psql} alone can run the script. */
    boolean psqlOnly() {
        return resume || steps.stream().anyMatch(step -> step.holdsData() || step.isRepeatable() && !step.fitsIntoOneStatement());
    }

    /** The plan as a report shows it. */
    OfflineReport report(Header header) {
        return new OfflineReport(header, range.down(), range.from().map(Version::text), range.to().map(Version::text), resume,
                psqlOnly(), digest, steps.stream().map(OfflinePlan::described).toList(), Optional.empty());
    }

    private static OfflineReport.Step described(OfflineStep step) {
        return new OfflineReport.Step(step.script().script(), step.script().version().map(Version::text), step.script().description(),
                step.checksum(), step.inTransaction(), step.statements().all().size());
    }

    private static List<String> problems(OfflineRange range, Catalog catalog, Placeholders placeholders) {
        List<String> problems = new ArrayList<>();
        for (Migration migration : Stream.of(range.versioned(), range.repeatables()).flatMap(List::stream).toList()) {
            Optional<Migration> script = range.down() ? migration.version().flatMap(catalog::findUndo) : Optional.of(migration);
            script.ifPresentOrElse(there -> problems.addAll(problems(there, placeholders)),
                    () -> problems.add("There is no script that takes " + migration.script() + " back: add U"
                            + migration.fileName().substring(1) + "."));
        }
        return problems;
    }

    private static List<String> problems(Migration script, Placeholders placeholders) {
        List<String> problems = ScriptRules.problems(script, placeholders);
        return problems.isEmpty() ? commandsOfPsql(script, Statements.in(script.sql(placeholders))) : problems;
    }

    /** PostgreSQL refuses a backslash outside literals; {@code psql} would take it for a command of its own and obey. */
    private static List<String> commandsOfPsql(Migration script, List<Statement> statements) {
        return statements.stream()
                .filter(statement -> statement.text().indexOf('\\') >= 0)
                .filter(statement -> statement.tokens().anyMatch(token -> token.type() == Type.SYMBOL && token.is('\\', statement.text())))
                .map(statement -> script.script() + " line " + statement.line() + ": the statement that begins here holds a backslash outside "
                        + "literals. PostgreSQL knows no commands of psql: take it out.")
                .toList();
    }
}
