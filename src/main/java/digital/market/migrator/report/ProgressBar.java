package digital.market.migrator.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;


/** How something gets on, on one line of a terminal, which is written over again and again and is empty in the end. */
public final class ProgressBar {

    /** Where Linux says what standard error is; Java does not tell. */
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
    private static final int BAR = 20;
    /** A line that the terminal breaks could not be written over. */
    private static final int LONGEST = 79;

    private final PrintWriter terminal;
    private volatile int drawn;

    ProgressBar(PrintWriter terminal) {
        this.terminal = terminal;
    }

    /** On standard error, if that is a terminal and the log there is text; none otherwise, or where the log is not ours. */
    public static Optional<ProgressBar> onStandardError() {
        return Log.opened().filter(log -> log.isText() && isTerminal()).findFirst()
                .map(log -> log.beside(new ProgressBar(new PrintWriter(System.err, true, StandardCharsets.UTF_8))));
    }

    private static boolean isTerminal() {
        try {
            String device = Files.readSymbolicLink(STANDARD_ERROR).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false; // No Linux, and so no more than the log's lines.
        }
    }

    /** Shows this text, and a bar before it if it is known how much is done. */
    public synchronized void draw(String text, OptionalInt percent) {
        String line = (percent.isPresent() ? bar(percent.getAsInt()) + " " : "") + Printable.line(text);
        String shown = line.codePointCount(0, line.length()) <= LONGEST ? line : line.substring(0, line.offsetByCodePoints(0, LONGEST - 1)) + "…";
        int length = shown.codePointCount(0, shown.length());
        terminal.print("\r" + shown + " ".repeat(Math.max(0, drawn - length)));
        terminal.flush();
        drawn = length;
    }

    /** Leaves the line empty, for something else to be written there. */
    public void erase() {
        if (drawn > 0) {
            eraseNow();
        }
    }

    private synchronized void eraseNow() {
        terminal.print("\r" + " ".repeat(drawn) + "\r");
        terminal.flush();
        drawn = 0;
    }

    private static String bar(int percent) {
        int full = percent * BAR / 100;
        return "[" + "#".repeat(full) + " ".repeat(BAR - full) + "]";
    }
}
