package digital.market.migrator.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code pg_dump --schema-only}, which has to be at least as new as the server. */
public final class PgDump {

    /** Which program knows a server is asked once. */
    private static final Map<Postgres, Optional<Path>> PROGRAMS = Stream.of(Postgres.values())
            .collect(Collectors.toUnmodifiableMap(server -> server, server -> ClientPrograms.knowing("pg_dump", server)));

    private PgDump() {
    }

    /** What it prints, the role spelt the same for each database; none if the machine has no {@code pg_dump} for this server. */
    public static Optional<String> schema(TestDatabase database) {
        return PROGRAMS.get(database.server()).map(file -> new Program(List.of(file.toString())).run(Psql.variables(database), "--schema-only")
                .exitedWith(0).stdout()
                // Newer ones put a random key into two of psql's commands.
                .replaceAll("(?m)^(\\\\(un)?restrict) .*$", "$1")
                .replace(database.role(), "(role)"));
    }
}
