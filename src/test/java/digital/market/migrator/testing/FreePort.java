package digital.market.migrator.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** A port of {@code 127.0.0.1} for a server that is about to listen there, and to listen there again when it is restarted. */
final class FreePort {

    /**
     * Below those that a system gives to whoever asks for any port, and to each connection that is opened: 32768 and up on Linux,
     * 49152 and up elsewhere. None of those takes it meanwhile.
     */
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 30_000;

    private FreePort() {
    }

    /** One where nobody listens now. */
    static int find() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Somebody does.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
