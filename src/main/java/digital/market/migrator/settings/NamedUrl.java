package digital.market.migrator.settings;

/**
 * A database's URL and the variable that held it.
 *
 * @param origin e.g. {@code DATABASE_URL_FILE}
 */
record NamedUrl(String origin, DatabaseUrl url) {
}
