package digital.market.migrator.migration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.Settings;

/**
 * The part of the catalog that a script without a connection goes through.
 *
 * @param down        whether it takes versions back
 * @param from        the version that the database has to be at; none for a database to which nothing was applied
 * @param to          the version that it is at afterwards; none for one from which everything was taken back
 * @param versioned   the versions between them, in the order in which the script goes through them
 * @param repeatables those that follow, where the range ends at the catalog's head
 */
record OfflineRange(boolean down, Optional<Version> from, Optional<Version> to, List<Migration> versioned, List<Migration> repeatables) {

    /** Stands for a database to which nothing was applied. */
    private static final Version NOTHING = Version.of("0");

    /**
     * The range that the settings ask for.
     *
     * @throws MigrationException with {@link Outcome#CONFIGURATION} if the catalog has no such range
     */
    static OfflineRange of(Settings settings, Catalog catalog) {
        Optional<Version> from = version("from", settings.request().from(), catalog);
        Optional<Version> to = version("to", settings.to(), catalog);
        return settings.request().down() ? down(from, to, catalog) : up(from, to, catalog);
    }

    private static OfflineRange up(Optional<Version> from, Optional<Version> to, Catalog catalog) {
        Optional<Version> start = from.filter(version -> catalog.find(version).isPresent());
        Optional<Version> end = to.or(catalog::head);
        List<Migration> versioned = between(start, end, catalog);
        List<Migration> repeatables = end.equals(catalog.head()) ? catalog.repeatables() : List.of();
        if (versioned.isEmpty() && (repeatables.isEmpty() || !start.equals(end))) {
            throw wrong("A script from " + named(start) + " to " + named(end) + " would do nothing: --from (MIGRATOR_FROM) has to be older than "
                    + "--to (MIGRATOR_TO). To take versions back, add --down.");
        }
        return new OfflineRange(false, start, end, versioned, repeatables);
    }

    private static OfflineRange down(Optional<Version> from, Optional<Version> to, Catalog catalog) {
        if (to.isEmpty()) {
            throw wrong("--down (MIGRATOR_DOWN) needs --to (MIGRATOR_TO): the version that is to remain, or 0 if none is.");
        }
        Optional<Version> start = from.or(catalog::head);
        Optional<Version> end = to.filter(version -> catalog.find(version).isPresent());
        List<Migration> versioned = new ArrayList<>(between(end, start, catalog));
        if (versioned.isEmpty()) {
            throw wrong("A script from " + named(start) + " down to " + named(end) + " would do nothing: with --down (MIGRATOR_DOWN), "
                    + "--from (MIGRATOR_FROM) has to be newer than --to (MIGRATOR_TO).");
        }
        Collections.reverse(versioned);
        return new OfflineRange(true, start, end, versioned, List.of());
    }

    /** The migrations after the one version, up to the other. */
    private static List<Migration> between(Optional<Version> low, Optional<Version> high, Catalog catalog) {
        return catalog.versioned().stream()
                .filter(migration -> low.isEmpty() || migration.version().orElseThrow().isNewerThan(low.get()))
                .filter(migration -> high.isPresent() && !migration.version().orElseThrow().isNewerThan(high.get()))
                .toList();
    }

    private static Optional<Version> version(String option, Optional<String> text, Catalog catalog) {
        String setting = "MIGRATOR_" + option.toUpperCase(Locale.ROOT) + " (--" + option + ")";
        try {
            Optional<Version> version = text.map(Version::of);
            if (version.isPresent() && catalog.find(version.get()).isEmpty() && !version.get().equals(NOTHING)) {
                throw wrong(setting + " is \"" + version.get() + "\": the catalog has no such version; its newest is "
                        + catalog.head().map(Version::text).orElse("none") + ".");
            }
            return version;
        } catch (IllegalArgumentException e) {
            throw wrong(setting + ": " + e.getMessage() + ".");
        }
    }

    static String named(Optional<Version> version) {
        return version.map(one -> "version " + one).orElse("an empty database");
    }

    private static MigrationException wrong(String sentence) {
        return new MigrationException(Outcome.CONFIGURATION, sentence);
    }
}
