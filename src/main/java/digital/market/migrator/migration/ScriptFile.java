package digital.market.migrator.migration;

/**
 * A file that was found in a location: a script, or the {@code .conf} file beside one.
 *
 * @param place   how a message calls it: the location and the path within
 * @param path    its path within the location, with {@code /}
 * @param content its text, a byte order mark included
 */
record ScriptFile(String place, String path, String content) {

    /** The file's name without the folders that lead to it. */
    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
