package digital.market.migrator.report;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where the name of an output leads, links followed.
 *
 * @param path   where it leads
 * @param isOpen whether a process holds it open, which would go on with the old file if it were replaced
 * @param before what is there
 */
record Destination(Path path, boolean isOpen, Optional<PosixFileAttributes> before) {

    /** Linux follows as many in one path. */
    private static final int MOST_LINKS = 40;

    /** A FIFO is not opened before somebody reads from it. */
    private static final Duration LONGEST_OPENING = Duration.ofSeconds(5);

    /** A process's open files are links in {@code /proc/PID/fd}, to which {@code /dev/stdout} leads. */
    static Destination of(Path file) throws IOException {
        Path path = file;
        for (int links = 0; Files.isSymbolicLink(path); links++) {
            Path folder = path.toAbsolutePath().getParent().toRealPath();
            if (folder.startsWith("/proc")) {
                return new Destination(folder.resolve(path.getFileName()), true, attributes(path));
            }
            if (links == MOST_LINKS) {
                throw new FileSystemException(file.toString(), null, "too many links");
            }
            path = path.resolveSibling(Files.readSymbolicLink(path));
        }
        return new Destination(path, false, attributes(path));
    }

    private static Optional<PosixFileAttributes> attributes(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, PosixFileAttributes.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    boolean isRegular() {
        return before.filter(PosixFileAttributes::isRegularFile).isPresent();
    }

    /** Whether a file may be renamed to this name without a loss to anybody. */
    boolean isReplaceable() {
        return !isOpen && (isRegular() || before.isEmpty());
    }

    /** Writes to what is there; what a regular file holds is overwritten. */
    void take(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Optional<FileDescriptor> standard = standardStream();
        if (standard.isPresent()) {
            new FileOutputStream(standard.get()).write(bytes); // and not closed, since others go on writing to it
            return;
        }
        try (OutputStream out = open()) {
            out.write(bytes);
        }
    }

    /** Opened anew, the file of standard output would be written from its beginning, and a socket could not be opened. */
    private Optional<FileDescriptor> standardStream() throws IOException {
        if (!isOpen || !path.getParent().equals(Path.of("/proc/self/fd").toRealPath())) {
            return Optional.empty();
        }
        return switch (path.getFileName().toString()) {
            case "1" -> Optional.of(FileDescriptor.out);
            case "2" -> Optional.of(FileDescriptor.err);
            default -> Optional.empty();
        };
    }

    private OutputStream open() throws IOException {
        if (!isRegular()) {
            return openInTime();
        }
        return Files.newOutputStream(path, isOpen ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    private OutputStream openInTime() throws IOException {
        CompletableFuture<OutputStream> opened = new CompletableFuture<>();
        Thread opener = new Thread(() -> open(opened), "output");
        opener.setDaemon(true);
        opener.start();
        try {
            return opened.get(LONGEST_OPENING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (opened.cancel(false)) {
                throw new FileSystemException(path.toString(), null, "nobody reads from it");
            }
            return opened.join();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private void open(CompletableFuture<OutputStream> opened) {
        try {
            OutputStream out = Files.newOutputStream(path, StandardOpenOption.WRITE);
            if (!opened.complete(out)) {
                out.close();
            }
        } catch (IOException | RuntimeException e) {
            opened.completeExceptionally(e);
        }
    }
}
