package digital.market.migrator.testing;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A place in the traffic between a migrator and its server, over all of its connections.
 *
 * @param from     whose messages are counted
 * @param text     what a message holds that counts; empty if each does
 * @param message  which of them it is, from 1
 * @param passedOn whether the other side still gets it
 */
public record CutPoint(Side from, String text, int message, boolean passedOn) {

    /** The message with this number, whatever it holds. */
    public CutPoint(Side from, int message, boolean passedOn) {
        this(from, "", message, passedOn);
    }

    /** The client's first message that holds this text. */
    public static CutPoint atFirst(String text, boolean passedOn) {
        return new CutPoint(Side.CLIENT, text, 1, passedOn);
    }

    /** The two ends of a connection. */
    public enum Side {
        CLIENT, SERVER;

        /** What it is called in a sentence. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether this message of that side is counted. */
    boolean counts(Side side, byte[] bytes) {
        return side == from && new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
    }

    @Override
    public String toString() {
        return (passedOn ? "after" : "before") + " message " + message + (text.isEmpty() ? "" : " with " + text) + " of the " + from.word();
    }
}
