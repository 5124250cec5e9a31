package digital.market.migrator.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Asks whoever connects for the password in clear, keeps it, and hangs up. */
public final class PasswordThief implements AutoCloseable {

    private final ServerSocket socket;
    private volatile Optional<String> password = Optional.empty();

    private PasswordThief(ServerSocket socket) {
        this.socket = socket;
    }

    /** One who listens at this address of the machine. */
    public static PasswordThief at(String address) throws IOException {
        PasswordThief thief = new PasswordThief(new ServerSocket(0, 50, InetAddress.getByName(address)));
        Thread thread = new Thread(thief::listen, "password thief");
        thread.setDaemon(true);
        thread.start();
        return thief;
    }

    /** A URL that leads there, with the password {@code secret}. */
    public String url() {
        return "postgresql://bot:secret@" + socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort() + "/shop";
    }

    /** What it has been told. */
    public Optional<String> password() {
        return password;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void listen() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                String said = new HostileTalk(client).startUp().authentication(3).said();
                password = Optional.of(new String(said.substring(5, said.length() - 1).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            } catch (IOException e) {
                // The client has not told it, or the test is over.
            }
        }
    }
}
