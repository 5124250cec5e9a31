package digital.market.migrator.testing;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One connection of a server that need not keep to the protocol: whole messages, and bytes.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">Message Formats</a>
 */
final class HostileTalk {

    private final Frames in;
    private final DataOutputStream out;

    HostileTalk(Socket client) throws IOException {
        client.setTcpNoDelay(true);
        in = new Frames(client.getInputStream());
        out = new DataOutputStream(new BufferedOutputStream(client.getOutputStream()));
    }

    /** Reads the request for TLS and gives no answer. */
    HostileTalk hears() throws IOException {
        in.untyped();
        return this;
    }

    /** Waits until the client has gone on to TLS. */
    HostileTalk hearsByte() throws IOException {
        in.single();
        return this;
    }

    /** Reads the start-up message, and has no TLS. */
    HostileTalk startUp() throws IOException {
        while (Frames.asksForEncryption(in.untyped())) {
            bytes('N');
        }
        return this;
    }

    /** Starts up, and lets the client in without a password. */
    HostileTalk letsIn() throws IOException {
        return startUp().authentication(0);
    }

    /** Starts up to the point at which the client may ask. */
    HostileTalk isReady() throws IOException {
        letsIn();
        for (String parameter : new String[] {"server_version\00018.0", "client_encoding\0UTF8", "DateStyle\0ISO, MDY", "integer_datetimes\0on",
                "standard_conforming_strings\0on", "TimeZone\0UTC"}) {
            message('S', text(parameter));
        }
        return message('K', number(4711), number(1)).ready();
    }

    /** Reads the next message of the client, such as its query. */
    HostileTalk asked() throws IOException {
        in.typed();
        return this;
    }

    /** The next message of the client, as text. */
    String said() throws IOException {
        return new String(in.typed(), StandardCharsets.ISO_8859_1);
    }

    HostileTalk ready() throws IOException {
        return message('Z', new byte[] {'I'});
    }

    HostileTalk authentication(int code, byte[]... more) throws IOException {
        byte[][] all = new byte[more.length + 1][];
        all[0] = number(code);
        System.arraycopy(more, 0, all, 1, more.length);
        return message('R', all);
    }

    HostileTalk error(String sqlState) throws IOException {
        return message('E', text("SFATAL\0VFATAL\0C" + sqlState + "\0Mno more of this\0"));
    }

    /** A description of so many columns, called {@code c}. */
    HostileTalk columns(int count) throws IOException {
        ByteBuffer fields = ByteBuffer.allocate(2 + count * 20).putShort((short) count);
        for (int i = 0; i < count; i++) {
            fields.put((byte) 'c').put((byte) 0).putInt(0).putShort((short) 0).putInt(25).putShort((short) -1).putInt(-1).putShort((short) 0);
        }
        return message('T', fields.array());
    }

    /** A row of columns that are all NULL, or all hold this. */
    HostileTalk row(int columns, String value) throws IOException {
        byte[] bytes = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
        ByteBuffer row = ByteBuffer.allocate(2 + columns * (4 + bytes.length)).putShort((short) columns);
        for (int i = 0; i < columns; i++) {
            row.putInt(value == null ? -1 : bytes.length).put(bytes);
        }
        return message('D', row.array());
    }

    HostileTalk complete(String tag) throws IOException {
        return message('C', text(tag));
    }

    HostileTalk message(char type, byte[]... parts) throws IOException {
        int length = 4;
        for (byte[] part : parts) {
            length += part.length;
        }
        return claiming(type, length, parts);
    }

    /** A message that says it has this length, whatever it has. */
    HostileTalk claiming(char type, int length, byte[]... parts) throws IOException {
        out.writeByte(type);
        out.writeInt(length);
        for (byte[] part : parts) {
            out.write(part);
        }
        out.flush();
        return this;
    }

    HostileTalk bytes(int... bytes) throws IOException {
        for (int one : bytes) {
            out.write(one);
        }
        out.flush();
        return this;
    }

    /** Says a byte now and then, until the client has had enough. */
    void trickles(char type) throws IOException {
        claiming(type, 100_000).trickles();
    }

    /** Says a byte of what is due now and then. */
    void trickles() throws IOException {
        while (true) {
            pause(200);
            bytes('x');
        }
    }

    /** Says the same over and over, until the client has had enough. */
    void floods(Saying saying) throws IOException {
        while (true) {
            saying.say(this);
        }
    }

    /** Says nothing any more. */
    void fallsSilent() throws IOException {
        while (true) {
            in.typed();
        }
    }

    private static void pause(long milliseconds) throws IOException {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    static byte[] shortNumber(int value) {
        return ByteBuffer.allocate(2).putShort((short) value).array();
    }

    static byte[] text(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    static byte[] plain(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What is said once. */
    @FunctionalInterface
    interface Saying {
        void say(HostileTalk talk) throws IOException;
    }
}
