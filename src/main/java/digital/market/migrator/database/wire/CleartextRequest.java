package digital.market.migrator.database.wire;

import java.io.IOException;

/** A server that asks for the password in clear over a connection without TLS. */
public final class CleartextRequest extends IOException {

    private static final long serialVersionUID = 1L;

    CleartextRequest() {
        super("it asks for the password in clear, over a connection without TLS");
    }
}
