package digital.market.migrator.dependencies.wrong.command;

import java.sql.Connection;
import org.postgresql.Driver;

/** Knows JDBC and a driver. */
public final class Sideways {

    Connection connection;
    Driver driver;
}
