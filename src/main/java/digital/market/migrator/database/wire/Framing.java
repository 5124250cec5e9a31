package digital.market.migrator.database.wire;

/**
 * Checks what a server says before the driver reads it. The driver believes each length and keeps each message; so types and lengths are
 * checked here, and what a server may say is limited.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">PostgreSQL, Message Formats</a>
 */
final class Framing {

    private static final String TYPES = "RKSNEAZTDCInst123GHWcdvV";
    private static final int HEADER = 5;
    private static final int AUTHENTICATION_CLEARTEXT = 3;
    private static final int NOT_DESCRIBED = -1;

    private enum Mode {
        /** The next byte says whether the server speaks TLS. */
        TLS_ANSWER,
        /** One message after the other. */
        MESSAGES,
        /** TLS's own records, or the end. */
        OPAQUE
    }

    private final Allowance allowance = new Allowance();
    private final RowCheck row = new RowCheck();
    private final boolean cleartextAllowed;
    private Mode mode = Mode.MESSAGES;
    private int headerRead;
    private char type;
    private int length;
    private int left;
    private int word;
    private int columns = NOT_DESCRIBED;
    private final StringBuilder parameter = new StringBuilder();
    private boolean parameterNamed;

    private Framing(boolean cleartextAllowed) {
        this.cleartextAllowed = cleartextAllowed;
    }

    /** Of a connection that others may listen to, in which a password may or may not be asked for in clear. */
    static Framing inClear(boolean cleartextAllowed) {
        return new Framing(cleartextAllowed);
    }

    /** Of what TLS holds. */
    static Framing insideTls() {
        return new Framing(true);
    }

    void expectsTlsAnswer() {
        mode = Mode.TLS_ANSWER;
    }

    /** Checks these bytes, which have just come. */
    void check(byte[] bytes, int offset, int count) throws ServerBreach, CleartextRequest {
        int at = offset;
        int end = offset + count;
        if (mode == Mode.TLS_ANSWER) {
            mode = bytes[at++] == 'N' ? Mode.MESSAGES : Mode.OPAQUE;
        }
        while (mode == Mode.MESSAGES && at < end) {
            if (headerRead < HEADER) {
                header(bytes[at++]);
            } else {
                int now = Math.min(left, end - at);
                body(bytes, at, now);
                at += now;
            }
        }
    }

    private void header(byte next) throws ServerBreach {
        if (headerRead == 0) {
            type = (char) (next & 0xff);
            length = 0;
            if (TYPES.indexOf(type) < 0) {
                throw new ServerBreach("the answer is not PostgreSQL's: it has a message of the unknown type " + (int) type);
            }
        } else {
            length = length << 8 | next & 0xff;
        }
        if (++headerRead == HEADER) {
            begin();
        }
    }

    private void begin() throws ServerBreach {
        if (length < 4 || type == 'Z' && length != 5) {
            throw new ServerBreach("the answer is not PostgreSQL's: a message of type " + type + " has the length " + length);
        }
        left = length - 4;
        word = 0;
        allowance.take(type, left);
        if (type == 'D') {
            row.begin(left, columns);
        }
        if (left == 0) {
            end();
        }
    }

    private void body(byte[] bytes, int at, int now) throws ServerBreach, CleartextRequest {
        if (type == 'D') {
            row.check(bytes, at, now);
        } else if (type == 'R') {
            authentication(bytes, at, now);
        } else if (type == 'T') {
            description(bytes, at, now);
        } else if (type == 'S') {
            parameter(bytes, at, now);
        }
        left -= now;
        if (left == 0) {
            end();
        }
    }

    private void authentication(byte[] bytes, int at, int now) throws CleartextRequest {
        int read = length - 4 - left;
        for (int i = 0; i < now && read + i < 4; i++) {
            word = word << 8 | bytes[at + i] & 0xff;
            if (read + i == 3 && word == AUTHENTICATION_CLEARTEXT && !cleartextAllowed) {
                throw new CleartextRequest();
            }
        }
    }

    /** It begins with how many columns each row has. */
    private void description(byte[] bytes, int at, int now) {
        int read = length - 4 - left;
        for (int i = 0; i < now && read + i < 2; i++) {
            word = word << 8 | bytes[at + i] & 0xff;
            columns = word;
        }
    }

    /** It begins with the parameter's name, which ends with a zero. */
    private void parameter(byte[] bytes, int at, int now) {
        for (int i = at; i < at + now && !parameterNamed; i++) {
            parameterNamed = bytes[i] == 0;
            if (!parameterNamed) {
                parameter.append((char) bytes[i]);
            }
        }
    }

    private void end() throws ServerBreach {
        headerRead = 0;
        if (type == 'S') {
            allowance.keep(parameter.toString(), length);
            parameter.setLength(0);
            parameterNamed = false;
        }
        if (type == 'C' || type == 'I' || type == 'E') {
            columns = NOT_DESCRIBED;
        }
        if (type == 'D') {
            row.end();
        } else if (type == 'Z') {
            allowance.renew();
        }
    }
}
