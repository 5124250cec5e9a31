package digital.market.migrator.bench;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds out which version of a tool a command line starts. */
final class Versions {

    private static final Pattern JAR = Pattern.compile("(?:flyway|liquibase)-core-(\\d[\\d.]*)\\.jar");
    /** The line that Go writes into each program about its main module. */
    private static final Pattern GO_MODULE = Pattern.compile("\nmod\t\\S+\tv(\\d\\S*)\t");

    private Versions() {
    }

    /** From the jars of a Java program, the package of a Node program, the module of a Go program, or what a program says itself. */
    static String of(List<String> words) {
        int classPath = words.indexOf("-cp");
        if (classPath >= 0) {
            return ofJars(words.get(classPath + 1).split(":"));
        }
        return words.stream().filter(word -> word.endsWith(".js")).findFirst()
                .map(script -> ofPackage(Path.of(script)))
                .or(() -> ofModule(Path.of(words.get(0))))
                .orElseGet(() -> Shell.firstLine(List.of(words.get(0), "--version")));
    }

    private static String ofJars(String[] classPath) {
        return Stream.of(classPath)
                .filter(entry -> entry.endsWith("/*"))
                .flatMap(entry -> names(Path.of(entry).getParent()))
                .map(JAR::matcher).filter(Matcher::matches).map(jar -> jar.group(1))
                .findFirst().orElse("");
    }

    private static Stream<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> ofModule(Path program) {
        try {
            Matcher module = GO_MODULE.matcher(Files.readString(program, StandardCharsets.ISO_8859_1));
            return module.find() ? Optional.of(module.group(1)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String ofPackage(Path script) {
        Path folder = script.getParent();
        while (!Files.exists(folder.resolve("package.json"))) {
            folder = folder.getParent();
        }
        try (Reader text = Files.newBufferedReader(folder.resolve("package.json")); JsonReader json = Json.createReader(text)) {
            return json.readObject().getString("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
