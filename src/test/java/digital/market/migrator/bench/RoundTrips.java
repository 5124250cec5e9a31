package digital.market.migrator.bench;

/**
 * Counts how often the client of one connection had to wait for the server: each time that it is answered after it has said
 * something, however many messages either says in a row. What nobody answers, such as the good-bye, does not count.
 */
final class RoundTrips {

    private boolean waiting;
    private int count;

    /** Something came from the client. */
    synchronized void asked() {
        waiting = true;
    }

    /** Something is about to be handed to the client. */
    synchronized void answered() {
        if (waiting) {
            count++;
            waiting = false;
        }
    }

    synchronized int count() {
        return count;
    }
}
