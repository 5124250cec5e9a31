package digital.market.migrator.testing;

import java.nio.file.Path;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Flyway as anybody would run it, with its own connections and none of our settings. */
public final class PlainFlyway {

    private PlainFlyway() {
    }

    /** Flyway for the scripts of this folder on this database, to be configured further. */
    public static FluentConfiguration of(TestDatabase database, Path folder) {
        return Flyway.configure()
                .dataSource(database.jdbcUrl(), database.role(), database.password())
                .locations("filesystem:" + folder);
    }

    /** Flyway for the scripts of this folder on this database, with these placeholders. */
    public static Flyway of(TestDatabase database, Path folder, Map<String, String> placeholders) {
        return of(database, folder).placeholders(placeholders).load();
    }
}
