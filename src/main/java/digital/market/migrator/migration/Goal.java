package digital.market.migrator.migration;

import java.util.Optional;
import java.util.stream.Collectors;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.Settings;

/**
 * What a run is to reach.
 *
 * @param catalog the migrations that there are, at least one
 * @param target  the newest version to be applied; none for the catalog's head
 */
public record Goal(Catalog catalog, Optional<Version> target) {

    /**
     * The goal that the settings name.
     *
     * @throws MigrationException with {@link Outcome#EMPTY_CATALOG} if there are no migrations, with
     *                            {@link Outcome#CONFIGURATION} if there is none of the version that is asked for
     */
    public static Goal of(Settings settings, Catalog catalog) {
        refuseEmpty(settings, catalog);
        return new Goal(catalog, settings.to().map(to -> version("MIGRATOR_TO (--to)", to, catalog)));
    }

    /** Nothing to apply is no success: somebody has forgotten the scripts. */
    static void refuseEmpty(Settings settings, Catalog catalog) {
        if (catalog.isEmpty()) {
            throw new MigrationException(Failure.of(Outcome.EMPTY_CATALOG, "There are no migrations in "
                    + settings.locations().stream().map(place -> place.describe()).collect(Collectors.joining(", ")) + ".")
                    .withAdvice("Put scripts named like V1__first_tables.sql there, or correct MIGRATOR_LOCATIONS."), null);
        }
    }

    /**
     * The whole catalog, whatever version the settings name.
     *
     * @throws MigrationException with {@link Outcome#EMPTY_CATALOG} if there are no migrations
     */
    public static Goal withoutTarget(Settings settings, Catalog catalog) {
        refuseEmpty(settings, catalog);
        return new Goal(catalog, Optional.empty());
    }

    /**
     * The version that the setting of this name names.
     *
     * @throws MigrationException with {@link Outcome#CONFIGURATION} if the catalog has none
     */
    static Version version(String setting, String text, Catalog catalog) {
        try {
            Version version = Version.of(text);
            if (catalog.find(version).isEmpty()) {
                throw new MigrationException(Outcome.CONFIGURATION, setting + " is \"" + version + "\": the catalog has no such version; "
                        + "its newest is " + catalog.head().map(Version::text).orElse("none") + ".");
            }
            return version;
        } catch (IllegalArgumentException e) {
            throw new MigrationException(Outcome.CONFIGURATION, setting + ": " + e.getMessage() + ".", e);
        }
    }
}
