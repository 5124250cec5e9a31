package digital.market.migrator;

import java.io.IOException;
import java.io.Writer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import digital.market.migrator.database.CallerSession;
import digital.market.migrator.database.CallerTransaction;
import digital.market.migrator.database.Cancellation;
import digital.market.migrator.database.Session;
import digital.market.migrator.database.SqlStates;
import digital.market.migrator.migration.Await;
import digital.market.migrator.migration.Catalog;
import digital.market.migrator.migration.CatalogSource;
import digital.market.migrator.migration.Check;
import digital.market.migrator.migration.Goal;
import digital.market.migrator.migration.LocalSettings;
import digital.market.migrator.migration.Migrator;
import digital.market.migrator.migration.OwnStatement;
import digital.market.migrator.migration.OfflineScript;
import digital.market.migrator.migration.Repair;
import digital.market.migrator.migration.Run;
import digital.market.migrator.migration.Status;
import digital.market.migrator.migration.Undo;
import digital.market.migrator.migration.Version;
import digital.market.migrator.report.AdoptionReport;
import digital.market.migrator.report.AwaitReport;
import digital.market.migrator.report.CheckReport;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.OfflineReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.RepairReport;
import digital.market.migrator.report.Report;
import digital.market.migrator.report.StatusReport;
import digital.market.migrator.report.UndoReport;
import digital.market.migrator.settings.Location;
import digital.market.migrator.settings.Settings;
import digital.market.migrator.settings.SettingsReader;

/**
 * The Java API. It has the functions of the Alembic {@code env.py} that this project replaces, under their names.
 */
public final class MigrationEnvironment {

    private final Settings settings;
    private final Runner runner;

    private MigrationEnvironment(Settings settings) {
        this.settings = settings;
        this.runner = new Runner(settings);
    }

    /** An environment with these settings. */
    public static MigrationEnvironment of(Settings settings) {
        return new MigrationEnvironment(settings);
    }

    /**
     * An environment with the settings that these variables hold, e.g. {@code System.getenv()}. For
     * {@link #doRunMigrations(Connection)} and {@link #runMigrationsOffline(Writer)} no variable has to name a database; the other
     * functions fail without one.
     *
     * @throws MigrationException with {@link Outcome#CONFIGURATION} and a sentence for everything that is wrong
     */
    public static MigrationEnvironment of(Map<String, String> variables) {
        return of(SettingsReader.readWithoutDatabase(variables, Map.of()));
    }

    /**
     * Runs over a connection that belongs to the caller. It stays open, and auto-commit, search path, role, other
     * settings and session locks are in the end as they were.
     *
     * <p>In auto-commit each migration is a transaction of its own, as in a run over a connection of ours. Inside a
     * transaction nothing is committed or rolled back: all of the run stands or falls with the caller's transaction,
     * which holds the migrators' lock to its end, after a failure too. It has to be READ COMMITTED, and a script that
     * cannot run in a transaction, or resets all settings, is refused before anything is done.
     *
     * <p>Settings that a script makes inside a transaction end with it, and what the caller had set before is as before,
     * after his commit as after his rollback. PostgreSQL does not let us know enough for these:
     * <ul>
     * <li>A parameter that a {@code DO} block or a function sets, while the caller has set it by {@code SET LOCAL}, keeps
     *     the caller's value beyond his commit: nothing tells that he wanted it for the transaction only.
     * <li>An application's own parameter ({@code shop.tenant}) is given back if a statement of a script names it. One that
     *     was not set before is empty then, since PostgreSQL cannot forget it.
     * <li>A session-level advisory lock that a script takes while the caller holds the same one is held once more
     *     afterwards, since PostgreSQL does not tell how often.
     * </ul>
     *
     * @param connection to PostgreSQL by its own driver, or a pool's wrapper of one that can be unwrapped
     * @throws MigrationException if the run failed. Inside a transaction nothing of it remains then, and the
     *                            transaction can go on.
     */
    public MigrationReport doRunMigrations(Connection connection) {
        Cancellation cancellation = new Cancellation();
        CompletableFuture<Void> end = new CompletableFuture<>();
        Budget.watch(end, settings.deadline(), cancellation);
        try {
            Goal goal = goal();
            Run run = new Run(settings, "the caller's connection", cancellation);
            return new Migrator(run, () -> goal).migrate(session(connection, goal.catalog(), cancellation));
        } finally {
            end.complete(null);
        }
    }

    /**
     * Runs over a new connection that is closed at the end, whatever happens, on a thread of its own.
     *
     * @return completes with the report, or with the {@link MigrationException} of a run that failed. To cancel it
     *         cancels the statement on the server and rolls back; it returns when that has happened. Then it has
     *         completed with a {@link CancellationException} whose cause holds the report; or, if the run was through or
     *         had failed before, or was in a script that runs without a transaction and so stopped half-way, with that.
     */
    public CompletionStage<MigrationReport> runAsyncMigrations() {
        return runner.start(this::goal, (run, goal) -> new Migrator(run, goal)::migrate);
    }

    /**
     * Runs {@link #runAsyncMigrations()} and waits for it. An interrupt of the waiting thread cancels the run, and stays.
     *
     * @throws MigrationException if the run failed, or, with {@link Outcome#TERMINATED}, if it was cancelled
     */
    public MigrationReport runMigrationsOnline() {
        CompletableFuture<MigrationReport> run = runAsyncMigrations().toCompletableFuture();
        try {
            return run.get();
        } catch (InterruptedException e) {
            run.cancel(true);
            Thread.currentThread().interrupt();
            return resultOf(run);
        } catch (ExecutionException | CancellationException e) {
            return resultOf(run);
        }
    }

    /**
     * Prints the SQL that an online run would execute, without a connection and without a driver, for {@code psql} or another
     * client to run it later. It needs no setting that names a database. Nothing is printed unless all of it can be.
     *
     * @return what the script will do
     * @throws IOException        if the writer fails
     * @throws MigrationException with {@link Outcome#CONFIGURATION} if the catalog has no such range, or a script cannot
     *                            run; with {@link Outcome#EMPTY_CATALOG} if there are no migrations
     */
    public OfflineReport runMigrationsOffline(Writer out) throws IOException {
        long began = System.nanoTime();
        OfflineScript script = new OfflineScript(settings, catalog());
        script.printTo(out);
        return script.report(Duration.ofNanos(System.nanoTime() - began));
    }

    /**
     * Looks whether the database is at the newest version, its history intact and its schema what it should be, over a
     * connection as in {@link #runAsyncMigrations()}. The database is only read.
     *
     * @return completes with the report if all is in order, or else with a {@link MigrationException} that holds it
     */
    public CompletionStage<CheckReport> check() {
        return runner.startReading(this::goal, (run, goal) -> new Check(run, goal)::check);
    }

    /**
     * Waits until somebody else has brought the database to the newest version or beyond. Each look is a connection of its own, which
     * only reads, and in between there is none.
     *
     * @return completes with the report once the database is there, or with a {@link MigrationException} that holds it, after the time
     *         that the settings give; at once where waiting does not help. To cancel it is as in {@link #runAsyncMigrations()}.
     */
    public CompletionStage<AwaitReport> await() {
        return runner.start(this::goal, Cancellation.ofReader(), (connector, run, goal) -> new Await(run, goal).await(connector));
    }

    /**
     * Takes over a schema that Alembic or SQLAlchemy's {@code create_all} made, over a connection as in
     * {@link #runAsyncMigrations()}, which does so too where Alembic's own table says which revision the schema is at; this
     * alone goes by the version that the settings name.
     *
     * @return completes with the report, or with a {@link MigrationException} that holds it; then nothing is changed
     */
    public CompletionStage<AdoptionReport> adopt() {
        return runner.start(this::goal, (run, goal) -> new Migrator(run, goal)::adopt);
    }

    /**
     * Reads the state of every migration, over a connection as in {@link #runAsyncMigrations()}. Nothing is locked or written.
     *
     * @return completes with the report, whatever the states are, or with the {@link MigrationException} of a run that failed
     */
    public CompletionStage<StatusReport> status() {
        return runner.startReading(this::wholeCatalog, (run, goal) -> new Status(run, goal)::read);
    }

    /**
     * Takes versions back by their {@code U} scripts, the newest first, down to the one that {@code MIGRATOR_TO} names, which
     * stays; {@code 0} takes everything back. It is Alembic's {@code downgrade}. Each script is a transaction together with
     * the rows that go from the history.
     *
     * @return completes with the report, or with the {@link MigrationException} of a run that failed or was cancelled, as in
     *         {@link #runAsyncMigrations()}
     * @throws MigrationException with {@link Outcome#USAGE} if no version is named
     */
    public CompletionStage<UndoReport> undo() {
        Version target = Undo.target(settings);
        return runner.start(this::wholeCatalog, (run, goal) -> new Undo(run, goal, target)::undo);
    }

    /**
     * Says what is wrong with the history and with indexes, and mends it if {@code MIGRATOR_YES} says so.
     *
     * @return completes with the report if all is in order, or with a {@link MigrationException} that holds the report, with
     *         {@link Outcome#DIVERGED} if something is left to be mended
     */
    public CompletionStage<RepairReport> repair() {
        Runner.Work<RepairReport> repair = (run, goal) -> new Repair(run, goal)::repair;
        return settings.request().yes() ? runner.start(this::wholeCatalog, repair) : runner.startReading(this::wholeCatalog, repair);
    }

    /**
     * Waits for a run, for example of {@link #runAsyncMigrations()}, and gives its report.
     *
     * @throws MigrationException as the run itself threw it, with {@link Outcome#TERMINATED} if it was cancelled
     * @throws RuntimeException   any other that ended the run: a bug
     */
    public static <R extends Report> R resultOf(CompletableFuture<R> run) {
        try {
            return run.join();
        } catch (CompletionException | CancellationException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof MigrationException known) {
                    throw known;
                }
                if (cause instanceof OutOfMemoryError) {
                    throw outOfMemory(e);
                }
            }
            if (run.isCancelled()) {
                throw new MigrationException(Outcome.TERMINATED, "The run was cancelled; the server did not say in time whether it is rolled back.", e);
            }
            throw e.getCause() instanceof RuntimeException bug ? bug : new IllegalStateException(e.getCause());
        }
    }

    private static MigrationException outOfMemory(Throwable cause) {
        return new MigrationException(Failure.of(Outcome.CONFIGURATION, "The memory does not suffice for these scripts: at most "
                + (Runtime.getRuntime().maxMemory() >> 20) + " MiB can be used.")
                .withAdvice("Nothing of a script that runs in a transaction remains. Raise the container's memory limit to some 64 MiB and ten "
                        + "times the largest script, or split that, and run again."), cause);
    }

    private Session session(Connection connection, Catalog catalog, Cancellation cancellation) {
        Session.Terms terms = new Session.Terms(settings.role(), settings.schema(), settings.lockTimeout(), settings.statementTimeout());
        Set<String> parameters = catalog.parametersOfApplications();
        try {
            return connection.getAutoCommit()
                    ? CallerSession.on(connection, terms, parameters, cancellation)
                    : CallerTransaction.on(connection, terms, parameters, LocalSettings::forTransaction, cancellation);
        } catch (SQLException e) {
            String message = "The caller's connection cannot be used: " + SqlStates.message(e) + ".";
            throw new MigrationException(Failure.of(OwnStatement.outcome(e), message).withServer(SqlStates.words(e)), e);
        }
    }

    private Goal goal() {
        return Goal.of(settings, catalog());
    }

    private Goal wholeCatalog() {
        return Goal.withoutTarget(settings, catalog());
    }

    private Catalog catalog() {
        return Catalog.of(settings.locations().stream().map(MigrationEnvironment::source).toList());
    }

    private static CatalogSource source(Location location) {
        return location instanceof Location.Folder folder
                ? new CatalogSource.Folder(folder.path())
                : new CatalogSource.Packaged();
    }
}
