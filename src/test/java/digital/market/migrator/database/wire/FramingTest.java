package digital.market.migrator.database.wire;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** In the simple query protocol each result begins with its description; rows that come without one are not taken. */
class FramingTest {

    private static final byte[] DESCRIPTION = message('T', new byte[] {0, 1, 'a', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 23, 0, 4, -1, -1, -1, -1, 0, 0});
    private static final byte[] ROW = message('D', new byte[] {0, 1, 0, 0, 0, 1, '7'});
    private static final byte[] WIDE_ROW = message('D', new byte[] {0, 2, 0, 0, 0, 1, '7', -1, -1, -1, -1});
    private static final byte[] COMPLETE = message('C', new byte[] {'S', 'E', 'L', 'E', 'C', 'T', ' ', '1', 0});
    private static final byte[] READY = message('Z', new byte[] {'I'});

    @Test
    void eachResultOfAMessageHasRowsAsItDescribesThem() {
        assertThatCode(() -> check(DESCRIPTION, ROW, ROW, COMPLETE, DESCRIPTION, ROW, COMPLETE, READY)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(DESCRIPTION, WIDE_ROW)).isInstanceOf(ServerBreach.class);
    }

    /** As they do in the extended protocol, where a statement that was described before is executed again. */
    @Test
    void rowsWithoutADescriptionOfTheirOwnAreRefused() {
        assertThatThrownBy(() -> check(ROW)).isInstanceOf(ServerBreach.class);
        assertThatThrownBy(() -> check(DESCRIPTION, ROW, COMPLETE, READY, ROW)).isInstanceOf(ServerBreach.class);
        assertThatThrownBy(() -> check(DESCRIPTION, ROW, COMPLETE, ROW)).isInstanceOf(ServerBreach.class);
    }

    private static void check(byte[]... messages) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            all.write(message);
        }
        Framing.inClear(false).check(all.toByteArray(), 0, all.size());
    }

    private static byte[] message(char type, byte[] body) {
        return ByteBuffer.allocate(5 + body.length).put((byte) type).putInt(4 + body.length).put(body).array();
    }
}
