package digital.market.migrator.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what is to be measured: the program itself, {@code psql} for comparison, and the peers. */
final class Tools {

    /** The program with mounted scripts, as the peers get them. */
    static final String OURS = "market-migrator";
    /** The one with the scripts that it brings along. */
    static final String PACKAGED = "market-migrator, packaged";
    static final String DBMATE = "dbmate";
    static final String GOLANG_MIGRATE = "golang-migrate";
    static final String GOOSE = "goose";
    static final String PSQL = "psql";
    /** Debian's {@code psql} is a Perl script that starts this. */
    static final String REAL_PSQL = "psql without Debian's wrapper";
    /** What others are compared with. */
    static final List<String> REFERENCES = List.of(DBMATE, GOLANG_MIGRATE, GOOSE, PSQL, REAL_PSQL);

    private final Options options;
    private final PrintStream out;
    private final List<Tool> found = new ArrayList<>();

    private Tools(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /** All that are wanted and there; says which are not there. */
    static List<Tool> find(Options options, Scripts scripts, PrintStream out) throws IOException {
        Tools tools = new Tools(options, out);
        tools.addOurs();
        tools.addPsql();
        tools.addPeers(scripts);
        return tools.found;
    }

    private void addOurs() {
        List<String> words = options.binary().toString().endsWith(".jar")
                ? List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", options.binary().toString())
                : List.of(options.binary().toString());
        String version = Shell.firstLine(with(words, "--version"));
        found.add(new Tool(OURS, version, true, (place, scripts) -> new Command(words, Map.of(
                "DATABASE_URL", place.urlWithSslMode(), "MIGRATOR_LOCATIONS", "filesystem:" + scripts))));
        found.add(new Tool(PACKAGED, version, false, (place, scripts) -> new Command(words, Map.of(
                "DATABASE_URL", place.urlWithSslMode()))));
    }

    private void addPsql() throws IOException {
        Optional<Path> psql = Shell.which(PSQL);
        if (psql.isEmpty()) {
            out.println("psql is left out: it is not on PATH");
            return;
        }
        addPsql(PSQL, psql.get());
        if (psql.get().toRealPath().endsWith("pg_wrapper")) {
            try (Stream<Path> releases = Files.list(Path.of("/usr/lib/postgresql"))) {
                releases.map(release -> release.resolve("bin/psql")).filter(Files::isExecutable)
                        .max(Comparator.naturalOrder()).ifPresent(real -> addPsql(REAL_PSQL, real));
            }
        }
    }

    private void addPsql(String name, Path program) {
        if (options.wantsTool(PSQL)) {
            found.add(new Tool(name, Shell.firstLine(List.of(program.toString(), "--version")), false,
                    (place, scripts) -> new Command(
                            List.of(program.toString(), "-X", "-d", place.urlWithSslMode(), "-c", "select 1"), Map.of())));
        }
    }

    private void addPeers(Scripts scripts) throws IOException {
        PeerSource source = options.peers().isPresent()
                ? new PeersKit(options.peers().get())
                : new PathPeers(options.work());
        options.tools().stream().filter(name -> !name.equals(PSQL) && !source.names().contains(name))
                .forEach(name -> out.printf("%s is left out: it is not known%n", name));
        for (String name : source.names()) {
            if (options.wantsTool(name)) {
                try {
                    found.add(source.tool(name, scripts));
                } catch (PeerSource.NotThereException e) {
                    out.printf("%s is left out: %s%n", name, e.getMessage());
                }
            }
        }
    }

    private static List<String> with(List<String> words, String more) {
        return Stream.concat(words.stream(), Stream.of(more)).toList();
    }
}
