package digital.market.migrator.database;

import java.util.Optional;

import digital.market.migrator.report.Outcome;

/**
 * What a run is at.
 *
 * @param outcome what it means for the run if its time is over now
 * @param what    to go on after "while"
 * @param runs    what runs and may come to wait for a lock; empty if nothing does
 */
record Doing(Outcome outcome, String what, String runs) {

    static final Doing BEGINNING = new Doing(Outcome.UNREACHABLE, "it waited for the database");
    private static final Doing READING = new Doing(Outcome.UNREACHABLE, "it waited for the database to answer");

    private Doing(Outcome outcome, String what) {
        this(outcome, what, "");
    }

    static Doing waitsForDatabase(String reason) {
        return new Doing(Outcome.UNREACHABLE, "it waited for the database (" + withoutStop(reason) + ")");
    }

    static Doing waitsForMigrations(String reason) {
        return new Doing(Outcome.PENDING, "it waited for the migrations (" + withoutStop(reason) + ")");
    }

    static Doing waitsForMigrator(String holder) {
        return new Doing(Outcome.LOCKED, "it waited for another migrator, " + holder);
    }

    static Doing waitsForTable(String what) {
        return waitsForLock(what, "a table's lock");
    }

    /** Unlike a lock it is not seen by whoever looks on. */
    static Doing waitsFor(String what, String end) {
        return new Doing(Outcome.LOCKED, what + " waited for " + end);
    }

    static Doing runs(String what) {
        return new Doing(Outcome.ROLLED_BACK, what + " ran", what);
    }

    private static Doing waitsForLock(String what, String lock) {
        return new Doing(Outcome.LOCKED, what + " waited for " + lock, what);
    }

    /** The same, once somebody has looked what it waits for. */
    Doing seen(Optional<String> lock) {
        return runs.isEmpty() ? this : lock.map(one -> waitsForLock(runs, one)).orElseGet(() -> runs(runs));
    }

    /** A look for the migrations is a part of the wait for them. */
    Doing reads() {
        return outcome == Outcome.PENDING ? this : READING;
    }

    String advice() {
        return switch (outcome) {
            case UNREACHABLE -> "Look what keeps the server from answering, or let MIGRATOR_DEADLINE be longer, and run again.";
            case PENDING -> "Look what became of whoever migrates it, or let MIGRATOR_DEADLINE be longer, and run again.";
            case LOCKED -> "Let whoever holds the lock finish and run again, or let MIGRATOR_DEADLINE be longer.";
            default -> "Nothing of it remains. Let MIGRATOR_DEADLINE be longer, or what takes so long be shorter, and run again.";
        };
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
