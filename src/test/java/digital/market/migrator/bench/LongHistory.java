package digital.market.migrator.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Brings a database to where Flyway would bring it, without running each of many scripts that do next to nothing: Flyway reads
 * the whole history before every migration, and 10,000 of them would take it an hour. The rows have Flyway's own names and
 * checksums; were they wrong, the program would find a history that diverged.
 */
record LongHistory(Place place, Scripts scripts) {

    private static final String INSERT = """
            INSERT INTO flyway_schema_history
                (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
            VALUES (?, ?, ?, 'SQL', ?, ?, current_user, 1, true)
            """;

    void write() throws SQLException {
        String url = place.jdbcUrl() + "?sslmode=" + place.access().sslMode();
        FluentConfiguration flyway = Flyway.configure()
                .dataSource(url, place.access().role(), Access.SECRET)
                .locations("filesystem:" + scripts.folder());
        flyway.target(String.valueOf(Scripts.FEWEST)).load().migrate();
        try (Connection connection = DriverManager.getConnection(url, place.access().role(), Access.SECRET)) {
            connection.setAutoCommit(false);
            insert(connection, flyway.target("latest").load().info().pending());
            connection.createStatement().execute(scripts.lastText());
            connection.commit();
        }
    }

    private static void insert(Connection connection, MigrationInfo[] migrations) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            int rank = Scripts.FEWEST;
            for (MigrationInfo migration : migrations) {
                insert.setInt(1, ++rank);
                insert.setString(2, migration.getVersion().getVersion());
                insert.setString(3, migration.getDescription());
                insert.setString(4, migration.getScript());
                insert.setInt(5, migration.getChecksum());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
