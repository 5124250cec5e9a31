package digital.market.migrator.dependencies.wrong.database;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Knows migrations, data sources and Flyway. */
public final class Upwards {

    digital.market.migrator.dependencies.wrong.migration.Upwards migration;
    DataSource source;
    Flyway flyway;
}
