package digital.market.migrator.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The peers on {@code PATH}, for machines without the kit: those whose scripts need little conversion.
 *
 * @param work where converted scripts are written
 */
record PathPeers(Path work) implements PeerSource {

    @Override
    public List<String> names() {
        return List.of(Tools.DBMATE, "flyway");
    }

    @Override
    public Tool tool(String name, Scripts example) throws NotThereException {
        String program = Shell.which(name).orElseThrow(() -> new NotThereException("it is not on PATH")).toString();
        return name.equals(Tools.DBMATE)
                ? new Tool(name, Shell.firstLine(List.of(program, "--version")), true, (place, scripts) -> dbmate(program, place, scripts))
                : new Tool(name, Shell.firstLine(List.of(program, "--version")), true, (place, scripts) -> flyway(program, place, scripts));
    }

    private Command dbmate(String program, Place place, Path scripts) {
        return new Command(List.of(program, "--url", place.urlWithSslMode(), "--migrations-dir", converted(scripts).toString(),
                "--no-dump-schema", "migrate"), Map.of());
    }

    private static Command flyway(String program, Place place, Path scripts) {
        return new Command(List.of(program, "-url=" + place.jdbcUrl() + "?sslmode=" + place.access().sslMode(),
                "-user=" + place.access().role(), "-password=" + Access.SECRET, "-locations=filesystem:" + scripts, "migrate"),
                Map.of());
    }

    /** {@code V1__x.sql} becomes {@code 00000001_x.sql}. */
    private Path converted(Path scripts) {
        try (Stream<Path> files = Files.list(scripts)) {
            Path folder = Files.createDirectories(work.resolve("dbmate-" + scripts.getFileName()));
            for (Path script : (Iterable<Path>) files::iterator) {
                String[] name = script.getFileName().toString().split("__", 2);
                Files.writeString(folder.resolve("%08d_%s".formatted(Integer.parseInt(name[0].substring(1)), name[1])),
                        "-- migrate:up\n" + Files.readString(script) + "\n-- migrate:down\n");
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
