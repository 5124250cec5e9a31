package digital.market.migrator.database.wire;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What a server says, checked as it comes. */
class CheckedInput extends FilterInputStream {

    private static final int SKIPPED_AT_ONCE = 8192;

    private final Framing framing;

    CheckedInput(InputStream in, Framing framing) {
        super(in);
        this.framing = framing;
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public final int read(byte[] bytes, int offset, int length) throws IOException {
        int read = receive(bytes, offset, length);
        if (read > 0) {
            framing.check(bytes, offset, read);
        }
        return read;
    }

    /** The driver goes on to skip until it has skipped enough, also where nothing comes any more. */
    @Override
    public final long skip(long count) throws IOException {
        int read = read(new byte[(int) Math.min(count, SKIPPED_AT_ONCE)]);
        if (read < 0) {
            throw new EOFException();
        }
        return read;
    }

    /** Waits for at least one byte. */
    int receive(byte[] bytes, int offset, int length) throws IOException {
        return in.read(bytes, offset, length);
    }
}
