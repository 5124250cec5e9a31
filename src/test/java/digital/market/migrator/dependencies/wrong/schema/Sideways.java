package digital.market.migrator.dependencies.wrong.schema;

/** Knows the database. */
public final class Sideways {

    digital.market.migrator.dependencies.wrong.database.Upwards database;
}
