package digital.market.migrator.database.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.Properties;

import org.postgresql.PGProperty;

import digital.market.migrator.database.Deadline;

/** What holds for the sockets of one connection. */
public final class WireTerms {

    private static final String KEY = WireTerms.class.getName();

    private final InetAddress address;
    private final boolean cleartextAllowed;
    private volatile Optional<Deadline> deadline;
    private volatile Optional<Socket> socket = Optional.empty();

    /**
     * Terms of a connection that is about to be opened.
     *
     * @param address          which of the host's addresses it leads to
     * @param cleartextAllowed whether the password may be sent in clear over any network
     * @param deadline         by when each answer has to have come
     */
    public WireTerms(InetAddress address, boolean cleartextAllowed, Deadline deadline) {
        this.address = address;
        this.cleartextAllowed = cleartextAllowed;
        this.deadline = Optional.of(deadline);
    }

    /** Lets the driver make its sockets by these terms. */
    public void applyTo(Properties properties) {
        PGProperty.SOCKET_FACTORY.set(properties, GuardedSocketFactory.NAME);
        properties.put(KEY, this);
    }

    static WireTerms in(Properties properties) {
        return (WireTerms) properties.get(KEY);
    }

    /** From here on an answer may take as long as its statement does, or until then. */
    public void isOpen(Optional<Deadline> end) {
        deadline = end;
    }

    /** Closes what was opened: the driver does not where it fails in a way of its own. */
    public void close() {
        try {
            if (socket.isPresent()) {
                socket.get().close();
            }
        } catch (IOException e) {
            // It is gone, as it should be.
        }
    }

    void covers(Socket opened) {
        socket = Optional.of(opened);
    }

    InetAddress address() {
        return address;
    }

    Optional<Deadline> deadline() {
        return deadline;
    }

    /** In the same machine or pod nobody listens in: a proxy there authenticates in our place. */
    boolean allowsCleartext() {
        return cleartextAllowed || address.isLoopbackAddress();
    }
}
