package digital.market.migrator.database.wire;

import java.util.HashMap;
import java.util.Map;

/**
 * How much a server may say. The driver keeps all of an answer until it is complete, and for as long as the connection lasts all
 * notifications and the last value of each parameter. What that takes in memory is estimated, and limited to a part of the memory.
 */
final class Allowance {

    /** Until the server is ready it says little: parameters, a notice or two. */
    private static final long WHILE_OPENING = 1L << 20;
    /** An answer that is never worth a look at the memory. */
    private static final long SMALL = 1L << 20;
    private static final long MOST = 256L << 20;
    private static final int SHARE = 4;

    /** What one message takes in memory besides its text: a notice is an exception with a stack trace. */
    private static final int MESSAGE = 64;
    private static final int NOTICE = 1024;

    private final Map<String, Integer> parameters = new HashMap<>();
    private boolean open;
    private long answer;
    private long kept;

    /** Counts a message of this type and length. */
    void take(char type, int length) throws ServerBreach {
        if (type == 'A') {
            kept += MESSAGE + 2L * length;
        } else {
            answer += weight(type, length);
        }
        long sum = answer + kept;
        if (sum > SMALL && sum > limit()) {
            throw new ServerBreach(open ? "its answer takes more than " + (limit() >> 20) + " MiB, which is more than this container's memory can hold"
                    : "the answer is not PostgreSQL's: it says more than 1 MiB before it is ready");
        }
    }

    /** Counts the longest value of each parameter: a search path is told anew for every script (PostgreSQL 18). */
    void keep(String parameter, int length) {
        int before = parameters.getOrDefault(parameter, -MESSAGE);
        if (length > before) {
            kept += 2L * (length - before);
            parameters.put(parameter, length);
        }
    }

    /** The server is ready for the next statement. One that is ready over and over, unasked, has not answered one. */
    void renew() {
        open = true;
        answer = 0;
    }

    /** A row has an object for each column of at least four bytes, a description one for each of at least nineteen. */
    private static long weight(char type, int length) {
        return switch (type) {
            case 'D' -> MESSAGE + 4L * Math.min(length, 4096) + Math.max(0, length - 4096L);
            case 'T' -> MESSAGE + 6L * length;
            case 'N', 'E' -> NOTICE + 2L * length;
            case 'S' -> MESSAGE + 2L * length;
            default -> MESSAGE + length;
        };
    }

    private long limit() {
        return open ? Math.min(MOST, Runtime.getRuntime().maxMemory() / SHARE) : WHILE_OPENING;
    }
}
