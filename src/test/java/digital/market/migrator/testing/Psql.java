package digital.market.migrator.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code psql} on a database, as its own role and without a {@code .psqlrc}.
 *
 * @param database    where it connects to
 * @param environment what it is given beside that
 * @param options     its arguments before {@code -f}
 */
public record Psql(TestDatabase database, Map<String, String> environment, List<String> options) {

    /** The exit code after an error in a script with {@code ON_ERROR_STOP=1}. */
    public static final int STOPPED = 3;

    /** The exit code after the end of the connection, in a script. */
    public static final int CONNECTION_LOST = 2;

    /** Whether this machine has one. A test that uses one skips itself where there is none; a property cannot. */
    public static boolean isInstalled() {
        return ClientPrograms.exists("psql");
    }

    /** A {@code psql} that stops at the first error. */
    public static Psql on(TestDatabase database) {
        return new Psql(database, Map.of(), List.of("-X", "-q")).with("-v", "ON_ERROR_STOP=1");
    }

    /** The same with {@code ON_ERROR_STOP=0}: it reports an error and goes on. */
    public Psql thatCarriesOn() {
        return with("-v", "ON_ERROR_STOP=0");
    }

    /** The same with more options, which win over those given before. */
    public Psql with(String... more) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return new Psql(database, environment, List.copyOf(all));
    }

    /** The same with one more environment variable. */
    public Psql withVariable(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return new Psql(database, Map.copyOf(more), options);
    }

    /** Runs a script and waits for the end. */
    public ProgramRun run(Path script) {
        try (RunningProgram running = start(script)) {
            return running.await();
        }
    }

    /** Starts to run a script. */
    public RunningProgram start(Path script) {
        Map<String, String> all = new HashMap<>(variables(database));
        all.putAll(environment);
        return new Program(List.of(ClientPrograms.any("psql").toString())).start(all, with("-f", script.toString()).options().toArray(String[]::new));
    }

    /** The variables by which libpq finds a database and gets in. */
    public static Map<String, String> variables(TestDatabase database) {
        return Map.of("PGHOST", "127.0.0.1", "PGPORT", String.valueOf(database.server().port()), "PGDATABASE", database.name(),
                "PGUSER", database.role(), "PGPASSWORD", database.password());
    }
}
