package digital.market.migrator.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Takes what one side of a connection sends apart into messages.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">Message Formats</a>
 */
public final class Frames {

    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_ENCRYPTION_REQUEST = 80877104;

    private final DataInputStream in;

    /** Of what this stream brings. */
    public Frames(InputStream in) {
        this.in = new DataInputStream(in);
    }

    /** A message without a type, as a client sends it at first. */
    public byte[] untyped() throws IOException {
        return rest(new byte[0]);
    }

    /** A message that begins with its type. */
    public byte[] typed() throws IOException {
        return rest(single());
    }

    /** One byte: the answer to a request, which has no length, or the type of a message. */
    byte[] single() throws IOException {
        return new byte[] {in.readByte()};
    }

    /** The message that begins so. */
    byte[] rest(byte[] beginning) throws IOException {
        int length = in.readInt();
        byte[] message = ByteBuffer.allocate(beginning.length + length).put(beginning).putInt(length).array();
        in.readFully(message, beginning.length + Integer.BYTES, length - Integer.BYTES);
        return message;
    }

    /** Whether this message without a type asks for encryption, which is answered by a single byte. */
    public static boolean asksForEncryption(byte[] untyped) {
        int code = ByteBuffer.wrap(untyped).getInt(Integer.BYTES);
        return code == SSL_REQUEST || code == GSS_ENCRYPTION_REQUEST;
    }
}
