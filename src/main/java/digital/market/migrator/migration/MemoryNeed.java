package digital.market.migrator.migration;

import java.util.Optional;

/**
 * How much of Java's heap a script takes to run: estimated before it runs, since a container that exceeds its limit is
 * killed without a word. The heap's limit follows from the container's. Both factors were measured with the native
 * program in a container of 64 MiB: an INSERT of 13 MiB and 6 MiB of short INSERTs just pass, 14 and 7 MiB do not.
 *
 * @param bytes of the heap
 */
record MemoryNeed(long bytes) {

    /** The text as it was read, as it is executed, as one statement, and as it is sent. */
    private static final int COPIES = 4;
    /** What is known about a statement: tokens, its place, what it does to the session. */
    private static final int STATEMENT = 400;
    private static final int MEBIBYTE = 1 << 20;
    /** A limit is given in steps, since it is an estimate. */
    private static final int STEP = 16;

    /** What a script with this text takes. */
    static MemoryNeed of(String sql) {
        long statements = 0;
        int width = 1;
        char before = 0;
        for (int i = 0; i < sql.length(); i++) {
            char character = sql.charAt(i);
            if (character > 0xff) {
                width = 2;
            } else if (before == ';' && (character == '\n' || character == '\r')) {
                statements++;
            }
            before = character;
        }
        return new MemoryNeed((long) sql.length() * width * COPIES + statements * STATEMENT);
    }

    /** Why this script cannot run where the heap may have no more than {@code most} bytes; nothing if it can. */
    Optional<String> problem(String script, long most) {
        return bytes <= most ? Optional.empty() : Optional.of(script + " takes some " + mebibytes(bytes) + " MiB of memory to run, of which at most "
                + mebibytes(most) + " MiB can be used: raise the container's memory limit to " + limit(bytes) + " MiB, or split the script.");
    }

    private static long mebibytes(long bytes) {
        return bytes / MEBIBYTE;
    }

    /** The heap of the native program is four fifths of the container's memory. */
    private static long limit(long bytes) {
        long container = bytes * 5 / 4 / MEBIBYTE;
        return (container / STEP + 1) * STEP;
    }
}
