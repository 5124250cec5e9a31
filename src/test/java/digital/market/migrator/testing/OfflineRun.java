package digital.market.migrator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A run that makes a script, in this process, through the Java API. Its variables name no database. */
public record OfflineRun(Map<String, String> variables) {

    /** A script of the packaged migrations. */
    public static OfflineRun packaged() {
        return new OfflineRun(Map.of());
    }

    /** A script of the migrations in this folder. */
    public static OfflineRun of(Path folder) {
        return packaged().with("MIGRATOR_LOCATIONS", "filesystem:" + folder);
    }

    /** The same run with one more variable. */
    public OfflineRun with(String variable, String value) {
        Map<String, String> more = new HashMap<>(variables);
        more.put(variable, value);
        return new OfflineRun(Map.copyOf(more));
    }

    /** A script that begins at this version. */
    public OfflineRun from(String version) {
        return with("MIGRATOR_FROM", version);
    }

    /** A script that ends at this version. */
    public OfflineRun to(String version) {
        return with("MIGRATOR_TO", version);
    }

    /** A script that undoes. */
    public OfflineRun down() {
        return with("MIGRATOR_DOWN", "true");
    }

    /** A script that skips what the database already has. */
    public OfflineRun resume() {
        return with("MIGRATOR_RESUME", "true");
    }

    /** The script. */
    public String script() {
        StringWriter script = new StringWriter();
        try {
            MigrationEnvironment.of(variables).runMigrationsOffline(script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return script.toString();
    }

    /** Writes the script to a file, and gives the file. */
    public Path writeTo(Path file) {
        try {
            return Files.writeString(file, script());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs, which has to fail with this outcome and print nothing. */
    public MigrationException failsWith(Outcome outcome) {
        StringWriter script = new StringWriter();
        try {
            MigrationEnvironment.of(variables).runMigrationsOffline(script);
            throw new AssertionError("The run was to fail with " + outcome + ", but gave:\n" + script);
        } catch (MigrationException e) {
            assertThat(e.outcome()).as(e.failure().toString()).isEqualTo(outcome);
            assertThat(script.toString()).isEmpty();
            return e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
