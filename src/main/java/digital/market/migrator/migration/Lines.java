package digital.market.migrator.migration;

/**
 * The lines of a text, counted from 1; {@code \n}, {@code \r\n} and a lone {@code \r} end one. To be asked for
 * ever greater offsets, so that a long script is gone through once.
 */
final class Lines {

    private final String text;
    private int counted;
    private int line = 1;

    Lines(String text) {
        this.text = text;
    }

    /** The line of the character at this offset, which is not smaller than the one asked for before. */
    int at(int offset) {
        for (; counted < offset; counted++) {
            char c = text.charAt(counted);
            boolean partOfPair = c == '\r' && counted + 1 < text.length() && text.charAt(counted + 1) == '\n';
            if (c == '\n' || c == '\r' && !partOfPair) {
                line++;
            }
        }
        return line;
    }
}
