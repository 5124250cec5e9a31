package digital.market.migrator.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.util.Locale;
import java.util.Optional;

/**
 * The names and the defaults of the {@code MIGRATOR_*} variables: {@code lockWait()} is the property
 * {@code migrator.lock-wait}, the variable {@code MIGRATOR_LOCK_WAIT} and the option {@code --lock-wait}. They are text,
 * which cannot fail to be mapped; {@link SettingsReader} checks them, so that all problems come at once.
 */
@ConfigMapping(prefix = Variables.PREFIX)
interface Variables {

    String PREFIX = "migrator";

    /** Where Kubernetes looks unless the pod says otherwise. */
    String TERMINATION_LOG = "/dev/termination-log";

    /** The environment's name for a setting: {@code MIGRATOR_LOCK_WAIT} for {@code lock-wait}. */
    static String variable(String name) {
        return "MIGRATOR_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    @WithDefault(Location.Packaged.NAME)
    String locations();

    @WithDefault("public")
    String schema();

    @WithDefault("false")
    String createSchema();

    @WithDefault("flyway_schema_history")
    String table();

    Optional<String> role();

    Optional<String> historyOwner();

    Optional<String> to();

    /** Named by hand: {@code wait()} is {@link Object}'s. */
    @WithName("wait")
    @WithDefault("60s")
    String waitForDatabase();

    @WithDefault("0s")
    String authGrace();

    @WithDefault("2m")
    String lockWait();

    @WithDefault("none")
    String deadline();

    @WithDefault("3s")
    String lockTimeout();

    @WithDefault("10")
    String lockRetries();

    @WithDefault("none")
    String statementTimeout();

    @WithDefault("auto")
    String pooler();

    @WithDefault("refuse")
    String cleartextPassword();

    @WithDefault("ignore")
    String ahead();

    @WithDefault("auto")
    String adopt();

    @WithDefault("warn")
    String drift();

    @WithDefault("fail")
    String invalidIndex();

    Optional<String> repairLine();

    Optional<String> secrets();

    Optional<String> placeholdersFile();

    Optional<String> target();

    Optional<String> writeTarget();

    @WithDefault("10m")
    String await();

    Optional<String> from();

    @WithDefault("false")
    String down();

    @WithDefault("false")
    String resume();

    Optional<String> output();

    Optional<String> at();

    @WithDefault("false")
    String yes();

    @WithDefault("text")
    String logFormat();

    @WithDefault("false")
    String json();

    Optional<String> reportFile();

    @WithDefault(TERMINATION_LOG)
    String terminationLog();
}
