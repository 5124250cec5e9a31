package digital.market.migrator.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.util.Optional;

/**
 * The names and the defaults of the {@code MIGRATOR_*} variables: {@code lockWait()} is the property
 * {@code migrator.lock-wait}, the variable {@code MIGRATOR_LOCK_WAIT} and the option {@code --lock-wait}. They are text,
 * which cannot fail to be mapped; {@link SettingsReader} checks them, so that all problems come at once.
 */
@ConfigMapping(prefix = Variables.PREFIX)
interface Variables {

    String PREFIX = "migrator";

    @WithDefault(Location.Packaged.NAME)
    String locations();

    @WithDefault("public")
    String schema();

    @WithDefault("false")
    String createSchema();

    @WithDefault("flyway_schema_history")
    String table();

    Optional<String> role();

    Optional<String> to();

    /** Named by hand: {@code wait()} is {@link Object}'s. */
    @WithName("wait")
    @WithDefault("60s")
    String waitForDatabase();

    @WithDefault("2m")
    String lockWait();

    @WithDefault("3s")
    String lockTimeout();

    @WithDefault("10")
    String lockRetries();

    @WithDefault("none")
    String statementTimeout();

    @WithDefault("ignore")
    String ahead();

    @WithDefault("text")
    String logFormat();

    Optional<String> reportFile();

    @WithDefault("/dev/termination-log")
    String terminationLog();
}
