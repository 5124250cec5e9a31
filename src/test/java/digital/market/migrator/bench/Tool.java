package digital.market.migrator.bench;

import java.nio.file.Path;

/**
 * What is measured.
 *
 * @param name     how the tables call it
 * @param version  its version, as it says itself
 * @param migrates whether it applies the scripts of a folder; otherwise it takes part only where nothing is to be applied
 * @param maker    makes its command
 */
record Tool(String name, String version, boolean migrates, Maker maker) {

    /** Makes the command that brings a database to the newest of the scripts in a folder. */
    @FunctionalInterface
    interface Maker {
        Command command(Place place, Path scripts);
    }

    /** Whether it is the program itself. */
    boolean isOurs() {
        return name.startsWith(Tools.OURS);
    }

    Command command(Place place, Path scripts) {
        return maker.command(place, scripts);
    }
}
