package digital.market.migrator.migration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import digital.market.migrator.database.Sql;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.StatusReport.State;
import digital.market.migrator.settings.Ahead;

/**
 * How a history stands to the catalog, by the rules of Flyway's {@code validate} with
 * {@code ignoreMigrationPatterns=*:future,repeatable:missing} and of its {@code migrate}.
 *
 * @param pending     what is in the catalog and not in the history, in the order in which it is applied; a repeatable
 *                    whose text has changed is pending again
 * @param ahead       what the history holds and this catalog is too old to know
 * @param divergences a sentence for each thing that makes it unsafe to go on
 * @param halfWay     whether one of them is a script that stopped half-way
 */
record Comparison(List<Migration> pending, List<String> ahead, List<String> divergences, boolean halfWay) {

    /** What is known before anything is compared. */
    static final Comparison NONE = new Comparison(List.of(), List.of(), List.of(), false);

    /** The way on from a script that stopped half-way, in the order that works: the next run takes it from its beginning. */
    static final String HALF_WAY = "Remove what of it is there, or write it so that it can run again. Then run repair --yes, which takes its row "
            + "from the history and drops an INVALID index, and run again.";

    /** Compares; {@code target} limits the versions that count as pending. */
    static Comparison of(Catalog catalog, History history, Placeholders placeholders, Optional<Version> target) {
        Verdict verdict = new Verdict();
        examine(catalog, history, placeholders, target, verdict);
        return verdict.comparison();
    }

    /** Compares, and tells what is found. */
    static void examine(Catalog catalog, History history, Placeholders placeholders, Optional<Version> target, Findings findings) {
        List<AppliedMigration> rows = inForce(history.rows(), findings);
        // Where any version is left, Flyway keeps to a baseline, even of a row that repair has deleted.
        Optional<Version> baseline = Versions.newest(rows)
                .flatMap(any -> Versions.newest(history.rows().stream().filter(AppliedMigration::isBaseline).toList()));
        new Versions(catalog, rows, baseline, target, findings).compare();
        repeatables(catalog, rows, placeholders, findings);
    }

    /**
     * This comparison, if the history is the catalog's past.
     *
     * @param repairLine how {@code repair} is run here, which is said where a script stopped half-way
     * @throws MigrationException with {@link Outcome#DIVERGED} and every sentence if it is not
     */
    Comparison intact(Optional<String> repairLine) {
        if (!divergences.isEmpty()) {
            throw new MigrationException(Failure.ofAll(Outcome.DIVERGED, divergences)
                    .withRepairLine(repairLine.filter(line -> halfWay)), null);
        }
        return this;
    }

    /**
     * Goes on unless the history is ahead and that is not allowed.
     *
     * @throws MigrationException with {@link Outcome#AHEAD}
     */
    void refuse(Ahead setting) {
        if (!ahead.isEmpty() && setting == Ahead.FAIL) {
            throw new MigrationException(isAhead(ahead).withAdvice("Deploy the newer image, or set MIGRATOR_AHEAD=ignore to let an older one start."), null);
        }
    }

    /** The sentence for a schema in which this is to be applied. */
    static String behind(String schema, List<Migration> pending) {
        return "The schema " + Sql.identifier(schema) + " is behind; pending: "
                + pending.stream().map(migration -> migration.version().map(number -> "V" + number).orElse(migration.script()))
                        .collect(Collectors.joining(", ")) + ".";
    }

    /** Whether something is to be applied. Where the history is ahead, nothing is, so that nothing older covers what is newer. */
    boolean callsForWork() {
        return !pending.isEmpty() && ahead.isEmpty();
    }

    /** The rows that stand for scripts of now, or for a baseline. */
    private static List<AppliedMigration> inForce(List<AppliedMigration> rows, Findings findings) {
        Deletions deletions = Deletions.in(rows);
        deletions.twice().forEach(row -> findings.diverged(State.CHANGED, row, row.name() + " was deleted from the history twice "
                + "(installed_rank " + row.rank() + "), which Flyway takes for a corrupted history: delete that row."));
        List<AppliedMigration> inForce = new ArrayList<>();
        for (AppliedMigration row : deletions.left()) {
            if (row.isUndo()) {
                findings.diverged(State.UNDONE, row, row.name() + " was undone by Flyway's undo (installed_rank " + row.rank()
                        + "), which leaves a row that no other edition of Flyway takes into account: "
                        + "delete that row and the one that it undid.");
            } else if (!row.isSchemaMarker()) {
                inForce.add(row);
            }
        }
        return inForce;
    }

    /**
     * Whether a repeatable that the catalog does not hold comes from a newer image. It was removed from the catalog if the
     * catalog's head is still pending or was applied after it, since an image applies repeatables last.
     */
    private static boolean mayBeNewer(AppliedMigration unknown, List<AppliedMigration> rows, Optional<Version> head) {
        return head.isEmpty() || rows.stream()
                .filter(row -> row.version().filter(version -> version.equals(head.get())
                        || row.isBaseline() && version.isNewerThan(head.get())).isPresent())
                .mapToInt(AppliedMigration::rank).max().orElse(Integer.MAX_VALUE) < unknown.rank();
    }

    private static void repeatables(Catalog catalog, List<AppliedMigration> rows, Placeholders placeholders, Findings findings) {
        Set<String> known = catalog.repeatables().stream().map(Migration::descriptionInHistory).collect(Collectors.toSet());
        Map<String, AppliedMigration> latest = new HashMap<>();
        for (AppliedMigration row : rows) {
            if (row.version().isEmpty()) {
                latest.put(row.description(), row);
                if (!row.success() && !row.isDeletion()) {
                    findings.diverged(State.FAILED, row, failed(row));
                } else if (!row.isScript() && !row.isDeletion() && known.contains(row.description())) {
                    findings.diverged(State.CHANGED, row, otherType(row));
                }
            }
        }
        for (Migration migration : catalog.repeatables()) {
            AppliedMigration last = latest.get(migration.descriptionInHistory());
            if (last == null || last.isDeletion() || last.checksum().isEmpty()
                    || !migration.checksumMatches(last.checksum().get(), placeholders)) {
                findings.pending(migration);
            } else {
                findings.applied(last);
            }
        }
        latest.values().stream().filter(row -> !known.contains(row.description()) && !row.isDeletion())
                .sorted(Comparator.comparing(AppliedMigration::name))
                .forEach(unknown -> {
                    if (mayBeNewer(unknown, rows, catalog.head())) {
                        findings.ahead(unknown);
                    } else {
                        findings.applied(unknown);
                    }
                });
    }

    /** What is said of a database that holds these migrations beyond the catalog's. */
    static Failure isAhead(List<String> ahead) {
        return Failure.of(Outcome.AHEAD, "The database is ahead of these scripts, which do not know " + String.join(", ", ahead) + ".");
    }

    static String failed(AppliedMigration row) {
        return row.script() + " stopped half-way when it was applied or taken back, and the history says so. " + HALF_WAY;
    }

    static String otherType(AppliedMigration row) {
        return "The history holds " + row.name() + " as " + row.type() + ", not as an SQL script of this catalog.";
    }

    /** Keeps what a run has to know. */
    private static final class Verdict implements Findings {

        private final List<Migration> pending = new ArrayList<>();
        private final List<String> ahead = new ArrayList<>();
        private final List<String> divergences = new ArrayList<>();
        private boolean halfWay;

        private Comparison comparison() {
            return new Comparison(List.copyOf(pending), List.copyOf(ahead), List.copyOf(divergences), halfWay);
        }

        @Override
        public void pending(Migration migration) {
            pending.add(migration);
        }

        @Override
        public void ahead(AppliedMigration row) {
            ahead.add(row.name());
        }

        @Override
        public void diverged(State state, AppliedMigration row, String sentence) {
            halfWay |= state == State.FAILED;
            divergences.add(sentence);
        }

        @Override
        public void late(Migration migration, String sentence) {
            divergences.add(sentence);
        }
    }
}
