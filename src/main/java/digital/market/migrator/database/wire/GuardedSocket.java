package digital.market.migrator.database.wire;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

import digital.market.migrator.database.Deadline;

/** A connection to one address, whose server has to answer by the deadline of its terms, byte by byte or not, and to keep to the protocol. */
final class GuardedSocket extends Socket {

    /** The message that asks for TLS; its answer is a single byte. */
    private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 0x04, (byte) 0xd2, 0x16, 0x2f};

    private final WireTerms terms;
    private final Framing framing;
    private Optional<InputStream> input = Optional.empty();

    GuardedSocket(WireTerms terms) {
        this.terms = terms;
        this.framing = Framing.inClear(terms.allowsCleartext());
    }

    /** The name has been resolved before: it may have several addresses. */
    @Override
    public void connect(SocketAddress named, int timeout) throws IOException {
        super.connect(new InetSocketAddress(terms.address(), ((InetSocketAddress) named).getPort()), timeout);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        if (input.isEmpty()) {
            input = Optional.of(new Input(super.getInputStream()));
        }
        return input.get();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(super.getOutputStream()) {

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (length == SSL_REQUEST.length && Arrays.equals(bytes, offset, offset + length, SSL_REQUEST, 0, length)) {
                    framing.expectsTlsAnswer();
                }
                out.write(bytes, offset, length);
            }
        };
    }

    /** What the server says, as far as there is time. */
    private final class Input extends CheckedInput {

        private Input(InputStream in) {
            super(in, framing);
        }

        @Override
        int receive(byte[] bytes, int offset, int length) throws IOException {
            Optional<Deadline> deadline = terms.deadline();
            return deadline.isPresent() ? receiveBy(deadline.get(), bytes, offset, length) : super.receive(bytes, offset, length);
        }

        private int receiveBy(Deadline deadline, byte[] bytes, int offset, int length) throws IOException {
            Duration left = deadline.left();
            if (left.isZero()) {
                throw new SocketTimeoutException("The server has not answered in time");
            }
            int asked = getSoTimeout();
            int most = (int) Math.max(1, Math.min(left.toMillis(), Integer.MAX_VALUE));
            setSoTimeout(asked == 0 ? most : Math.min(asked, most));
            try {
                return super.receive(bytes, offset, length);
            } finally {
                if (!isClosed()) {
                    setSoTimeout(asked);
                }
            }
        }
    }
}
