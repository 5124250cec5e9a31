package digital.market.migrator.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs commands by {@code bench/measure.c}, each with the same few variables and the ones it needs. */
record Measure(Path program, Path work) {

    /** One copy's figures, as {@code measure} prints them. */
    record Copy(long wallNanos, long cpuMicros, long peakKib, int exitCode) {

        static Copy parse(String line) {
            String[] figures = line.split(" ");
            return new Copy(Long.parseLong(figures[0]), Long.parseLong(figures[1]), Long.parseLong(figures[2]),
                    Integer.parseInt(figures[3]));
        }
    }

    static Measure in(Path work) throws IOException {
        Files.createDirectories(work.resolve("home"));
        return new Measure(work.resolve("measure"), work);
    }

    /** Runs so many copies at once and gives their figures in the order in which they ended. */
    List<Copy> run(Command command, int copies) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(program.toString(), String.valueOf(copies), log().toString()));
        words.addAll(command.words());
        ProcessBuilder builder = new ProcessBuilder(words).directory(work.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        String path = System.getenv("PATH");
        builder.environment().clear();
        // A home of its own keeps what lies in the user's from any tool: start-up files, certificates, passwords.
        builder.environment().putAll(Map.of("PATH", path, "HOME", work.resolve("home").toString(), "LANG", "C.UTF-8"));
        builder.environment().putAll(command.variables());
        Process process = builder.start();
        List<Copy> ended = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines().map(Copy::parse).toList();
        if (process.waitFor() != 0) {
            throw new IOException("measure could not run " + command.words().get(0));
        }
        return ended;
    }

    /** What the last command printed. */
    String output() throws IOException {
        return new String(Files.readAllBytes(log()), StandardCharsets.UTF_8).strip();
    }

    private Path log() {
        return work.resolve("output.log");
    }
}
