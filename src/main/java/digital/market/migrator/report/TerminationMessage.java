package digital.market.migrator.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;

/**
 * The few words that Kubernetes shows of a container that has ended. They are JSON of at most {@value #LIMIT} bytes,
 * since the containers of a pod share 12 KiB.
 *
 * @see <a href="https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/">Determine the
 *      Reason for Pod Failure</a>
 */
public final class TerminationMessage {

    static final int LIMIT = 2048;

    /** What is left out first, after all lists and objects, where there is no room for all; the message itself is shortened last. */
    private static final List<String> LEAST_NEEDED_FIRST =
            List.of("milliseconds", "query", "statement", "detail", "hint", "advice", "serverMessage", "script", "schema", "target");

    private TerminationMessage() {
    }

    /** The report in so many bytes. */
    static String of(Report report) {
        return of(report, Masked.NOTHING);
    }

    /** The same, without what is not to be told. */
    public static String of(Report report, Masked masked) {
        JsonObject json = masked.over(JsonReport.of(masked.over(report)));
        for (String field : leastNeededFirst(json)) {
            if (bytes(json) <= LIMIT) {
                return text(json);
            }
            json = JsonReport.JSON.createObjectBuilder(json).remove(field).build();
        }
        String message = json.getString("message");
        for (int length = message.length(); bytes(json) > LIMIT; length = length * 9 / 10) {
            json = withMessage(json, cut(message, length) + "…");
        }
        return text(json);
    }

    private static String text(JsonObject json) {
        return Printable.json(json.toString());
    }

    private static List<String> leastNeededFirst(JsonObject json) {
        Stream<String> structures = json.keySet().stream().filter(field -> json.get(field) instanceof JsonStructure);
        return Stream.concat(structures, LEAST_NEEDED_FIRST.stream()).toList();
    }

    /**
     * Writes the message to the file that the kubelet reads. Where there is no such file we are in no pod, and nothing is
     * written.
     */
    public static void write(Report report, Masked masked, Path file) throws IOException {
        if (Files.exists(file)) {
            Destination.of(file).take(of(report, masked));
        }
    }

    /** The first characters, without the half of a character that needs two. */
    private static String cut(String text, int length) {
        return text.substring(0, length > 0 && Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    /** The message stays the first field. */
    private static JsonObject withMessage(JsonObject json, String message) {
        JsonObjectBuilder shorter = JsonReport.JSON.createObjectBuilder().add("message", message);
        for (String field : json.keySet()) {
            if (!field.equals("message")) {
                JsonValue value = json.get(field);
                shorter.add(field, value);
            }
        }
        return shorter.build();
    }

    private static int bytes(JsonObject json) {
        return text(json).getBytes(StandardCharsets.UTF_8).length;
    }
}
