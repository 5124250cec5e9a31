package digital.market.migrator;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

import digital.market.migrator.database.Cancellation;
import digital.market.migrator.database.Connector;
import digital.market.migrator.database.Session;
import digital.market.migrator.migration.Goal;
import digital.market.migrator.migration.Run;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Report;
import digital.market.migrator.settings.Location;
import digital.market.migrator.settings.Settings;

/** Starts what a command does over connections of our own, on a thread of its own, while its scripts are read. */
record Runner(Settings settings) {

    /** What a command does over a session of our own, which it closes; where one is lost, over another one. */
    interface Work<R> {

        Function<Session, R> of(Run run, Supplier<Goal> goal);
    }

    /** What a command does with as many sessions of our own as it opens. */
    interface WorkOverMany<R> {

        R with(Connector connector, Run run, Supplier<Goal> goal);
    }

    /** Starts this work over one session, which is opened again where it is lost. */
    <R extends Report> CompletionStage<R> start(Supplier<Goal> goal, Work<R> work) {
        return start(goal, new Cancellation(), (connector, run, scripts) -> overSessions(connector, work.of(run, scripts)));
    }

    /** Starts this work, which changes nothing, and so ends at once when it is cancelled. */
    <R extends Report> CompletionStage<R> startReading(Supplier<Goal> goal, Work<R> work) {
        return start(goal, Cancellation.ofReader(), (connector, run, scripts) -> overSessions(connector, work.of(run, scripts)));
    }

    /** Starts this work, which this ends. */
    <R extends Report> CompletionStage<R> start(Supplier<Goal> goal, Cancellation cancellation, WorkOverMany<R> work) {
        return CancellableRun.start(cancellation, settings.deadline(), () -> run(goal, cancellation, work));
    }

    private <R> R run(Supplier<Goal> reader, Cancellation cancellation, WorkOverMany<R> work) {
        Run run = new Run(settings, settings.target().describe(), cancellation);
        Connector connector = new Connector(settings, cancellation);
        boolean folders = settings.locations().stream().anyMatch(Location.Folder.class::isInstance);
        if (!folders) {
            Goal goal = reader.get();
            return work.with(connector, run, () -> goal);
        }
        ReadAhead scripts = ReadAhead.begin(reader, cancellation);
        return scripts.during(() -> work.with(connector, run, scripts::goal));
    }

    private static <R> R overSessions(Connector connector, Function<Session, R> work) {
        Session session = connector.open();
        while (true) {
            try {
                return work.apply(session);
            } catch (MigrationException e) {
                session = connector.openAgain(e);
            }
        }
    }
}
