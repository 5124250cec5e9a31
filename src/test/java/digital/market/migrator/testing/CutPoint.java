package digital.market.migrator.testing;

import java.util.Locale;

/**
 * A place in the traffic between a migrator and its server, over all of its connections.
 *
 * @param from     whose messages are counted
 * @param message  which of them it is, from 1
 * @param passedOn whether the other side still gets it
 */
public record CutPoint(Side from, int message, boolean passedOn) {

    /** The two ends of a connection. */
    public enum Side {
        CLIENT, SERVER;

        /** What it is called in a sentence. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String toString() {
        return (passedOn ? "after" : "before") + " message " + message + " of the " + from.word();
    }
}
