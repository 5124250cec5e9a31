package digital.market.migrator.dependencies.wrong.settings;

/** Knows the database. */
public final class Upwards {

    digital.market.migrator.dependencies.wrong.database.Upwards database;
}
