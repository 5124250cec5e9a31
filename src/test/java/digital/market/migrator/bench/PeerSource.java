package digital.market.migrator.bench;

import java.util.List;

/** Where peers come from. */
interface PeerSource {

    /** The peers that it knows, whether they are there or not. */
    List<String> names();

    /** The peer of this name. */
    Tool tool(String name, Scripts example) throws NotThereException;

    /** A peer cannot be measured here; the message says why. */
    final class NotThereException extends Exception {

        private static final long serialVersionUID = 1;

        NotThereException(String reason) {
            super(reason);
        }
    }
}
