package digital.market.migrator.migration;

import java.util.List;

/**
 * What a location holds.
 *
 * @param files    the scripts and their {@code .conf} files, sorted by path
 * @param problems a sentence for everything that could not be read
 */
record Location(List<ScriptFile> files, List<String> problems) {
}
