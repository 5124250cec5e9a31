package digital.market.migrator.database;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * The connection below TLS, which goes on to be read when it can no longer be written. With TLS 1.3 a handshake is over for us before
 * the server has looked at our certificate; if it refuses that, it says so and closes, and what we write meanwhile meets a closed
 * connection. The reason is there to be read then: whoever writes gets no error, and whoever reads next gets the reason, or the error.
 */
final class PatientSocket extends Socket {

    private final Socket real;

    PatientSocket(Socket real) {
        this.real = real;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return real.getInputStream();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(real.getOutputStream()) {

            private boolean closedByServer;

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (!closedByServer) {
                    try {
                        out.write(bytes, offset, length);
                    } catch (SocketException e) {
                        closedByServer = true;
                    }
                }
            }
        };
    }

    @Override
    public void close() throws IOException {
        real.close();
    }

    @Override
    public void shutdownInput() throws IOException {
        real.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        real.shutdownOutput();
    }

    @Override
    public boolean isConnected() {
        return real.isConnected();
    }

    @Override
    public boolean isClosed() {
        return real.isClosed();
    }

    @Override
    public boolean isBound() {
        return real.isBound();
    }

    @Override
    public boolean isInputShutdown() {
        return real.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return real.isOutputShutdown();
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        real.setSoTimeout(timeout);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return real.getSoTimeout();
    }

    @Override
    public void setSoLinger(boolean on, int linger) throws SocketException {
        real.setSoLinger(on, linger);
    }

    @Override
    public int getSoLinger() throws SocketException {
        return real.getSoLinger();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        real.setTcpNoDelay(on);
    }

    @Override
    public boolean getTcpNoDelay() throws SocketException {
        return real.getTcpNoDelay();
    }

    @Override
    public void setKeepAlive(boolean on) throws SocketException {
        real.setKeepAlive(on);
    }

    @Override
    public boolean getKeepAlive() throws SocketException {
        return real.getKeepAlive();
    }

    @Override
    public InetAddress getInetAddress() {
        return real.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return real.getLocalAddress();
    }

    @Override
    public int getPort() {
        return real.getPort();
    }

    @Override
    public int getLocalPort() {
        return real.getLocalPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return real.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return real.getLocalSocketAddress();
    }
}
