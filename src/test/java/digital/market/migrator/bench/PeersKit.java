package digital.market.migrator.bench;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.File;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The peers of the peers kit: it converts the scripts for each and says how each is started. Whether TLS is used it leaves to
 * the tools' defaults, so that is added here, the same for all.
 */
record PeersKit(Path program) implements PeerSource {

    @Override
    public List<String> names() {
        return Shell.ask(List.of(program.toString(), "list")).text().lines().toList();
    }

    @Override
    public Tool tool(String name, Scripts example) throws NotThereException {
        Shell.Answer answer = execLine(name, new Place(Access.PASSWORD, 1, "none"), example.folder());
        if (answer.exitCode() != 0) {
            throw new NotThereException(answer.text());
        }
        return new Tool(name, Versions.of(words(answer)), true, (place, scripts) -> command(name, place, scripts));
    }

    private Command command(String name, Place place, Path scripts) {
        Shell.Answer answer = execLine(name, place, scripts);
        if (answer.exitCode() != 0) {
            throw new IllegalStateException(answer.text());
        }
        List<String> words = words(answer).stream()
                .map(word -> word.replace(place.jdbcUrl(), place.jdbcUrl() + "?sslmode=" + place.access().sslMode()))
                .toList();
        Map<String, String> variables = new HashMap<>(Map.of("PGSSLMODE", place.access().sslMode()));
        if (isNode(words) && place.access() == Access.TLS) {
            // Node's driver checks the certificate under "require", which nobody else does.
            variables.put("PGSSLMODE", "no-verify");
        }
        return new Command(words, variables);
    }

    private Shell.Answer execLine(String name, Place place, Path scripts) {
        return Shell.ask(List.of(program.toString(), "exec-line", "--json", name, place.urlWithSslMode(), scripts.toString()));
    }

    private static List<String> words(Shell.Answer answer) {
        try (JsonReader reader = Json.createReader(new StringReader(answer.text()))) {
            return reader.readArray().getValuesAs(JsonString.class).stream().map(JsonString::getString).toList();
        }
    }

    private static boolean isNode(List<String> words) {
        return words.stream().anyMatch(word -> word.endsWith(File.separator + "node"));
    }
}
