package digital.market.migrator.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digital.market.migrator.report.Failure.ServerError;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminationMessageTest {

    private static final int LIMIT = 2048;

    @Property(tries = 500)
    void anyReportBecomesJsonOfAtMost2048BytesThatBeginsWithTheMessage(@ForAll("reports") MigrationReport report) {
        String text = TerminationMessage.of(report);

        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(LIMIT);
        JsonObject json = parse(text);
        assertThat(json.keySet()).startsWith("message").contains("outcome", "exitCode");
        assertThat(json.getString("outcome")).isEqualTo(report.outcome().word());
        assertThat(json.getInt("exitCode")).isEqualTo(report.outcome().exitCode());
        assertThat(report.summary()).startsWith(withoutEllipsis(json.getString("message")));
    }

    @Test
    void whatFitsIsLeftWhole() {
        MigrationReport report = report("V1__x.sql failed: größe \"x\".", "SELECT 1;", "V1__x.sql");

        assertThat(TerminationMessage.of(report)).isEqualTo(JsonReport.of(report).toString());
    }

    @Test
    void aLongStatementGoesBeforeAnythingIsCutOffTheMessage() {
        JsonObject json = parse(TerminationMessage.of(report("It failed.", "SELECT '" + "ü".repeat(5000) + "'", "V1__x.sql")));

        assertThat(json.getString("message")).isEqualTo("It failed. Look.");
        assertThat(json.getString("script")).isEqualTo("V1__x.sql");
        assertThat(json).doesNotContainKey("statement");
    }

    @Test
    void aMessageThatIsTooLongIsCutBetweenCharacters() {
        JsonObject json = parse(TerminationMessage.of(report("😀".repeat(3000), "", "V1__x.sql")));

        assertThat(json.getString("message")).matches("(😀)+…").hasSizeGreaterThan(500);
    }

    @Test
    void aScriptWithTheLongestNameThereCanBeDoesNotKeepTheMessageFromBeingWritten() {
        JsonObject json = parse(TerminationMessage.of(report("It failed.", "", "€".repeat(1000))));

        assertThat(json.getString("message")).isEqualTo("It failed. Look.");
    }

    @Test
    void theFileThatKubernetesMadeIsOverwritten(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("termination-log"), "x".repeat(5000));
        MigrationReport report = report("It failed.", "", "V1__x.sql");

        TerminationMessage.write(report, Masked.NOTHING, file);

        assertThat(file).hasContent(TerminationMessage.of(report));
    }

    @Test
    void withoutSuchAFileNothingIsWritten(@TempDir Path folder) throws IOException {
        TerminationMessage.write(report("It failed.", "", "V1__x.sql"), Masked.NOTHING, folder.resolve("termination-log"));

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFolderInItsPlaceIsAnError(@TempDir Path folder) {
        assertThatThrownBy(() -> TerminationMessage.write(report("It failed.", "", "V1__x.sql"), Masked.NOTHING, folder))
                .isInstanceOf(IOException.class);
    }

    @Provide
    Arbitrary<MigrationReport> reports() {
        Arbitrary<Optional<Failure>> failures = Combinators.combine(Arbitraries.of(Outcome.class).filter(outcome -> !outcome.succeeded()),
                texts(4000).list().ofMinSize(1).ofMaxSize(3), texts(3000).optional(), texts(1000).optional(),
                Arbitraries.integers().greaterOrEqual(1).optional(), excerpts().optional(), serverErrors().optional()).as(Failure::new).optional();
        Arbitrary<MigrationReport.Applied> applied = Combinators.combine(texts(200), versions(), texts(200))
                .as((script, version, description) -> new MigrationReport.Applied(script, version, description, Duration.ofMillis(7)));
        Arbitrary<MigrationReport> reports = Combinators.combine(texts(500).optional(), texts(63).optional(), texts(100).list().ofMaxSize(5),
                versions(), versions(), applied.list().ofMaxSize(20), texts(200).list().ofMaxSize(20), failures)
                .as((target, schema, notes, from, to, done, ahead, failure) ->
                        new MigrationReport(new Header(target, schema, notes, Duration.ofSeconds(1)), from, to, Optional.empty(), done, Unanswered.NOTHING, List.of(), ahead,
                                Optional.empty(), failure));
        return Combinators.combine(reports, adopted().optional()).as((report, taken) -> new MigrationReport(report.header(), report.from(), report.to(),
                taken, report.applied(), new Unanswered(report.ahead()), report.dropped(), report.ahead(), report.drift(), report.failure()));
    }

    private static Arbitrary<Adopted> adopted() {
        Arbitrary<Adopted.Script> scripts = Combinators.combine(texts(200), texts(20), texts(200)).as(Adopted.Script::new);
        return Combinators.combine(texts(32).optional(), scripts.list().ofMaxSize(20), texts(200).list().ofMaxSize(20)).as(Adopted::new);
    }

    private static Arbitrary<Failure.Excerpt> excerpts() {
        return texts(4000).map(text -> new Failure.Excerpt(text, Optional.empty()));
    }

    private static Arbitrary<ServerError> serverErrors() {
        return Combinators.combine(Arbitraries.strings().alpha().numeric().ofLength(5), texts(3000), texts(1000).optional(),
                texts(1000).optional(),
                texts(500).list().ofMaxSize(10), excerpts().optional()).as(ServerError::new);
    }

    private static Arbitrary<Optional<String>> versions() {
        return Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(50).optional();
    }

    /** Characters of one to four bytes, pairs of surrogates among them, and what JSON has to escape. */
    private static Arbitrary<String> texts(int longest) {
        Arbitrary<String> characters = Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.chars().range(' ', '~').map(String::valueOf)),
                Tuple.of(2, Arbitraries.of("\"", "\\", "\n", "\t", "\0", "\u001f", "\u007f", "\u2028", "/")),
                Tuple.of(2, Arbitraries.integers().between(0xA0, 0xD7FF).map(Character::toString)),
                Tuple.of(2, Arbitraries.integers().between(0x10000, 0x10FFFF).map(Character::toString)));
        return characters.list().ofMaxSize(longest).map(list -> String.join("", list));
    }

    private static MigrationReport report(String message, String statement, String script) {
        Header header = new Header(Optional.of("bot@db:5432/shop"), Optional.of("public"), List.of(), Duration.ofMillis(3));
        return new MigrationReport(header, Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Unanswered.NOTHING, List.of(), List.of(),
                Optional.empty(), Optional.of(new Failure(Outcome.ROLLED_BACK, message, Optional.of("Look."), Optional.of(script), Optional.of(1),
                        Optional.of(new Failure.Excerpt(statement, Optional.empty())), Optional.empty())));
    }

    private static String withoutEllipsis(String message) {
        return message.endsWith("…") ? message.substring(0, message.length() - 1) : message;
    }

    private static JsonObject parse(String text) {
        return Json.createReader(new StringReader(text)).readObject();
    }
}
