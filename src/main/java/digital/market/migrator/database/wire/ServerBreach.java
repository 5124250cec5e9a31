package digital.market.migrator.database.wire;

import java.io.IOException;

/** An answer that no PostgreSQL gives, or one that is larger than we can hold. */
public final class ServerBreach extends IOException {

    private static final long serialVersionUID = 1L;

    /** A breach that is told like this, without a full stop. */
    public ServerBreach(String message) {
        super(message);
    }
}
