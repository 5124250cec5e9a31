package digital.market.migrator.database.wire;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AllowanceTest {

    private static final int ANSWERS = 100_000;

    private final Framing framing = Framing.insideTls();

    @Test
    void aParameterThatIsToldAnewInEachAnswerIsKeptOnce() {
        assertThatCode(() -> {
            for (int i = 0; i < ANSWERS; i++) {
                tell("search_path", "x".repeat(2_000 + i % 10));
            }
        }).doesNotThrowAnyException();
    }

    @Test
    void parametersThatAreNeverTheSameAreAFlood() {
        assertThatThrownBy(() -> {
            for (int i = 0; i < ANSWERS; i++) {
                tell("p" + i, "x".repeat(10_000));
            }
        }).isInstanceOf(ServerBreach.class).hasMessageContaining("takes more than");
    }

    /** ParameterStatus, and that the server is ready. */
    private void tell(String name, String value) throws Exception {
        byte[] text = (name + "\0" + value + "\0").getBytes();
        byte[] message = new byte[5 + text.length + 6];
        message[0] = 'S';
        int length = text.length + 4;
        for (int i = 0; i < 4; i++) {
            message[1 + i] = (byte) (length >>> 24 - 8 * i);
        }
        System.arraycopy(text, 0, message, 5, text.length);
        System.arraycopy(new byte[] {'Z', 0, 0, 0, 5, 'I'}, 0, message, 5 + text.length, 6);
        framing.check(message, 0, message.length);
    }
}
