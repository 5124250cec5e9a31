package digital.market.migrator.migration;

import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The scripts that {@link RandomHistory} tells of, and a database where all are applied and whose history is then written anew,
 * so that Flyway and we can be asked what we make of it.
 */
record OracleDatabase(Path folder, Catalog catalog, TestDatabase database, Connection connection) implements AutoCloseable {

    static OracleDatabase create() throws SQLException, IOException {
        Path folder = Files.createTempDirectory("scripts");
        ScriptFolder scripts = new ScriptFolder(folder);
        for (String name : List.of("V1__one", "V2__two", "V3.1__three_one", "V5__five", "R__a", "R__b")) {
            scripts.add(name + ".sql", "SELECT '" + name + "';\n");
        }
        TestDatabase database = Postgres.V18.newDatabase();
        MigratorRun.on(database, folder).succeeds();
        return new OracleDatabase(folder, Catalog.ofFolders(List.of(folder)), database, database.connect());
    }

    @Override
    public void close() throws SQLException, IOException {
        connection.close();
        database.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
