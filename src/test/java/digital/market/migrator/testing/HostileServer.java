package digital.market.migrator.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Listens as a PostgreSQL server does, and misbehaves in one way on every connection. */
public final class HostileServer implements AutoCloseable {

    private final ServerSocket socket;
    private final HostileWay way;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final AtomicInteger met = new AtomicInteger();

    private HostileServer(ServerSocket socket, HostileWay way) {
        this.socket = socket;
        this.way = way;
    }

    /** A server on a port of this machine's loopback that misbehaves like this. */
    public static HostileServer that(HostileWay way) {
        return at("127.0.0.1", way);
    }

    /** A server at this address of the machine. */
    public static HostileServer at(String address, HostileWay way) {
        try {
            HostileServer server = new HostileServer(new ServerSocket(0, 50, InetAddress.getByName(address)), way);
            daemon(server::listen);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The variables that send a run there, with budgets that are soon over. */
    public Map<String, String> environment() {
        String address = socket.getInetAddress().getHostAddress();
        return Map.of("DATABASE_URL", "postgresql://bot:secret@" + address + ":" + socket.getLocalPort() + "/shop",
                "MIGRATOR_WAIT", "3s", "MIGRATOR_AWAIT", "3s", "MIGRATOR_DEADLINE", "6s");
    }

    /** How many connections it has met. */
    public int connections() {
        return met.get();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : clients) {
            client.close();
        }
    }

    private void listen() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                met.incrementAndGet();
                clients.add(client);
                daemon(() -> meet(client));
            } catch (IOException e) {
                // The test is over.
            }
        }
    }

    private void meet(Socket client) {
        try (client) {
            way.meet(new HostileTalk(client));
        } catch (IOException e) {
            // The client has had enough.
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "hostile server");
        thread.setDaemon(true);
        thread.start();
    }
}
