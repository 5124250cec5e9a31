package digital.market.migrator.bench;

import digital.market.migrator.testing.TcpRelay;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A relay before a server that holds back what either side says by half of the delay of a round trip, without narrowing the
 * bandwidth, and counts round trips where the client feels them. Opening a connection is not slowed down and is no round trip.
 */
final class SlowNetwork implements AutoCloseable {

    private final int serverPort;
    private final Duration oneWay;
    private final TcpRelay relay;
    private final List<RoundTrips> connections = new CopyOnWriteArrayList<>();

    SlowNetwork(int serverPort, Duration roundTrip) {
        this.serverPort = serverPort;
        this.oneWay = roundTrip.dividedBy(2);
        this.relay = TcpRelay.that(this::carry);
    }

    int port() {
        return relay.port();
    }

    /** What has passed since this was asked last: connections, and the round trips of all. */
    Traffic traffic() {
        Traffic traffic = new Traffic(connections.size(), connections.stream().mapToInt(RoundTrips::count).sum());
        connections.clear();
        return traffic;
    }

    @Override
    public void close() throws IOException {
        relay.close();
    }

    private void carry(Socket client) throws IOException {
        Socket server = new Socket("127.0.0.1", serverPort);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        RoundTrips trips = new RoundTrips();
        connections.add(trips);
        new DelayedPipe(client, server, oneWay, trips::asked, () -> { }).open();
        new DelayedPipe(server, client, oneWay, () -> { }, trips::answered).open();
    }

    /** What has passed. */
    record Traffic(int connections, int roundTrips) {
    }
}
