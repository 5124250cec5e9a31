package digital.market.migrator.database.wire;

/**
 * Checks the columns of a row against its description, and that they fill its message: the driver makes room for what each of them claims.
 *
 * <p>It counts on the simple query protocol, which all our connections use: there a description comes before the rows of each result. In the
 * extended one the driver need not ask for it again when it executes a statement once more. Such rows would be refused, and no bad one taken.
 */
final class RowCheck {

    private static final int NULL = -1;

    private boolean counted;
    private int expected;
    private int columns;
    private int wanted;
    private int number;
    private int value;
    private int left;

    /** A row whose message has so many bytes, and whose description has so many columns. */
    void begin(int length, int described) {
        expected = described;
        counted = false;
        columns = 0;
        wanted = 2;
        number = 0;
        value = 0;
        left = length;
    }

    void check(byte[] bytes, int at, int count) throws ServerBreach {
        int i = at;
        int end = at + count;
        while (i < end) {
            if (value > 0) {
                int now = Math.min(value, end - i);
                value -= now;
                left -= now;
                i += now;
            } else if (counted && columns == 0) {
                throw breach();
            } else {
                number = number << 8 | bytes[i++] & 0xff;
                left--;
                if (--wanted == 0) {
                    counted();
                }
            }
        }
    }

    private void counted() throws ServerBreach {
        if (!counted) {
            counted = true;
            columns = number;
            if (columns != expected) {
                throw breach();
            }
        } else {
            columns--;
            value = number == NULL ? 0 : number;
            if (value < 0 || value > left) {
                throw breach();
            }
        }
        wanted = 4;
        number = 0;
    }

    void end() throws ServerBreach {
        if (!counted || columns > 0 || value > 0) {
            throw breach();
        }
    }

    private static ServerBreach breach() {
        return new ServerBreach("the answer is not PostgreSQL's: the columns of a row do not fit its length or their description");
    }
}
