package digital.market.migrator.testing;

import digital.market.migrator.testing.CutPoint.Side;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a server, passes on what either side says message by message, and at one of them makes an end of that
 * connection, once. What was passed on by then reaches its side whole, since each socket is closed in order; whatever comes
 * afterwards is read and thrown away. Connections that are opened later are left alone.
 */
public final class FramedRelay implements AutoCloseable {

    private final String url;
    private final int port;
    private final boolean beforePooler;
    private final CutPoint point;
    private final Runnable meanwhile;
    private final TcpRelay relay;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private int counted;
    private boolean cut;

    private FramedRelay(String url, int port, boolean beforePooler, CutPoint point, Runnable meanwhile) {
        this.url = url;
        this.beforePooler = beforePooler;
        this.port = port;
        this.point = point;
        this.meanwhile = meanwhile;
        this.relay = TcpRelay.that(this::carry);
    }

    /** A relay that cuts the connection at this point. */
    public static FramedRelay cutting(TestDatabase database, CutPoint point) {
        return holding(database, point, () -> { });
    }

    /** A relay that passes nothing on from this point on while something is done, and then cuts the connection. */
    public static FramedRelay holding(TestDatabase database, CutPoint point, Runnable meanwhile) {
        return new FramedRelay(database.url(), database.server().port(), false, point, meanwhile);
    }

    /** A relay before a pooler that cuts the connection to that at this point. */
    public static FramedRelay cutting(PgBouncer pooler, CutPoint point) {
        return new FramedRelay(pooler.url(), pooler.port(), true, point, () -> { });
    }

    /** The variables that send a run through the relay. */
    public Map<String, String> through(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.put("DATABASE_URL", url.replace(":" + port + "/", ":" + relay.port() + "/"));
        return Map.copyOf(all);
    }

    /** Whether it stands before a pooler, whose own sessions of the server stay. */
    public boolean isBeforePooler() {
        return beforePooler;
    }

    /** Whether the point was reached. */
    public synchronized boolean hasCut() {
        return cut;
    }

    @Override
    public void close() throws IOException {
        relay.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void carry(Socket client) throws IOException {
        Socket server = new Socket("127.0.0.1", port);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        sockets.addAll(List.of(client, server));
        Link link = new Link(client, server);
        daemon(link::fromClient);
        daemon(link::fromServer);
    }

    /**
     * Counts a message and passes it on, unless the connection ends before it. One message at a time, so that nothing passes
     * while the relay holds; the messages are short enough never to fill a socket that nobody reads.
     */
    private synchronized void pass(Side from, byte[] message, Link link) throws IOException {
        if (link.over) {
            return;
        }
        boolean here = point.counts(from, message) && ++counted == point.message();
        if (!here || point.passedOn()) {
            (from == Side.CLIENT ? link.server : link.client).getOutputStream().write(message);
        }
        if (here) {
            meanwhile.run();
            link.end();
            cut = true;
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "framed relay");
        thread.setDaemon(true);
        thread.start();
    }

    /** Says that there is nothing more to come; what was said before still arrives. */
    private static void hangUp(Socket socket) {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // Whoever was there is gone already.
        }
    }

    /** A client's connection, and ours to the server in its place. */
    private final class Link {

        private final Socket client;
        private final Socket server;
        /** How many questions of the client the server is going to answer by a single byte. */
        private final AtomicInteger singleBytes = new AtomicInteger();
        private boolean over;

        private Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        private void end() {
            over = true;
            hangUp(client);
            hangUp(server);
        }

        private void fromClient() {
            try (InputStream in = client.getInputStream()) {
                Frames frames = new Frames(in);
                byte[] first = frames.untyped();
                for (; Frames.asksForEncryption(first); first = frames.untyped()) {
                    singleBytes.incrementAndGet();
                    pass(Side.CLIENT, first, this);
                }
                pass(Side.CLIENT, first, this);
                while (true) {
                    pass(Side.CLIENT, frames.typed(), this);
                }
            } catch (IOException e) {
                hangUp(server);
            }
        }

        private void fromServer() {
            try (InputStream in = server.getInputStream()) {
                Frames frames = new Frames(in);
                while (true) {
                    byte[] type = frames.single();
                    boolean whole = singleBytes.getAndUpdate(due -> Math.max(0, due - 1)) > 0;
                    pass(Side.SERVER, whole ? type : frames.rest(type), this);
                }
            } catch (IOException e) {
                hangUp(client);
            }
        }
    }
}
