package digital.market.migrator.bench;

import digital.market.migrator.testing.Frames;
import digital.market.migrator.testing.TcpRelay;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A relay before a server that counts the messages that clients send, which must not be encrypted. */
final class MessageCounter implements AutoCloseable {

    private final int serverPort;
    private final TcpRelay relay;
    private final AtomicInteger messages = new AtomicInteger();
    private final List<Thread> counting = new CopyOnWriteArrayList<>();

    MessageCounter(int serverPort) {
        this.serverPort = serverPort;
        this.relay = TcpRelay.that(this::carry);
    }

    int port() {
        return relay.port();
    }

    /** What has passed on connections that have ended by now, or do so at once: a good-bye may still be underway. */
    Traffic traffic() throws InterruptedException {
        for (Thread thread : counting) {
            thread.join(Duration.ofSeconds(10).toMillis());
        }
        return new Traffic(relay.connections(), messages.get());
    }

    @Override
    public void close() throws IOException {
        relay.close();
    }

    private void carry(Socket client) throws IOException {
        Socket server = new Socket("127.0.0.1", serverPort);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        counting.add(daemon(() -> count(client, server)));
        daemon(() -> answer(client, server));
    }

    private void count(Socket client, Socket server) {
        try (client; server; InputStream in = client.getInputStream()) {
            Frames frames = new Frames(in);
            byte[] message = frames.untyped();
            for (; Frames.asksForEncryption(message); message = frames.untyped()) {
                pass(message, server);
            }
            for (; ; message = frames.typed()) {
                pass(message, server);
            }
        } catch (IOException e) {
            // One side hung up.
        }
    }

    private void pass(byte[] message, Socket server) throws IOException {
        messages.incrementAndGet();
        server.getOutputStream().write(message);
    }

    private static void answer(Socket client, Socket server) {
        try (client; server; InputStream in = server.getInputStream()) {
            in.transferTo(client.getOutputStream());
        } catch (IOException e) {
            // One side hung up.
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "message counter");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** What has passed. */
    record Traffic(int connections, int messages) {
    }
}
