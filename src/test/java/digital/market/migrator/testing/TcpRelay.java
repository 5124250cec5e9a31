package digital.market.migrator.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a server on a port of its own, and may answer in its place. */
public final class TcpRelay implements AutoCloseable {

    /** What is done with a connection that a client opens. */
    @FunctionalInterface
    public interface Behaviour {
        void meet(Socket client) throws IOException;
    }

    private final ServerSocket socket;
    private final AtomicInteger met = new AtomicInteger();
    private volatile Behaviour behaviour;

    private TcpRelay(ServerSocket socket, Behaviour behaviour) {
        this.socket = socket;
        this.behaviour = behaviour;
    }

    /** A relay that behaves like this until it is told otherwise. */
    public static TcpRelay that(Behaviour behaviour) {
        try {
            TcpRelay relay = new TcpRelay(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), behaviour);
            daemon(relay::listen);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Passes on what either side says. */
    public static Behaviour passesOnTo(TestDatabase database) {
        return client -> {
            Socket server = new Socket("127.0.0.1", database.server().port());
            daemon(() -> copy(client, server));
            daemon(() -> copy(server, client));
        };
    }

    /** Closes the connection without a word. */
    public static Behaviour hangsUp() {
        return Socket::close;
    }

    /** Accepts the connection, says this once it is asked for TLS, and no more. */
    public static Behaviour fallsSilentAfter(String answer) {
        return client -> {
            startUp(new DataInputStream(client.getInputStream()));
            client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        };
    }

    /** Hears the start-up message and answers as PostgreSQL does when it lets nobody in: without TLS, with a FATAL error. */
    public static Behaviour refuses(String sqlState, String message) {
        return client -> {
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            if (startUp(in) == 8) {
                out.write('N');
                startUp(in);
            }
            byte[] fields = ("SFATAL\0VFATAL\0C" + sqlState + "\0M" + message + "\0\0").getBytes(StandardCharsets.UTF_8);
            out.write('E');
            out.writeInt(4 + fields.length);
            out.write(fields);
            client.close();
        };
    }

    /** Behaves like this with the first connection, and then like that. */
    public static Behaviour first(Behaviour once, Behaviour then) {
        AtomicInteger before = new AtomicInteger();
        return client -> (before.getAndIncrement() == 0 ? once : then).meet(client);
    }

    /** Behaves like this from the next connection on. */
    public void now(Behaviour next) {
        behaviour = next;
    }

    /** Where it listens. */
    public int port() {
        return socket.getLocalPort();
    }

    /** How many connections clients have opened. */
    public int connections() {
        return met.get();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void listen() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                met.incrementAndGet();
                behaviour.meet(client);
            } catch (IOException e) {
                // The client, or the test, has had enough.
            }
        }
    }

    /** Reads a message that has no type, and gives its length. */
    private static int startUp(DataInputStream in) throws IOException {
        int length = in.readInt();
        in.readNBytes(length - 4);
        return length;
    }

    private static void copy(Socket from, Socket to) {
        try (from; to; InputStream in = from.getInputStream()) {
            in.transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One side hung up, so that both sockets are closed.
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }
}
