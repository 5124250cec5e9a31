package digital.market.migrator.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How much a connection insists on TLS: libpq's {@code sslmode} (PostgreSQL documentation, §34.1.2), which asyncpg and
 * pgjdbc share.
 */
public enum SslMode {
    DISABLE,
    ALLOW,
    PREFER,
    REQUIRE,
    VERIFY_CA,
    VERIFY_FULL;

    /** The word that libpq and pgjdbc have for it, e.g. {@code verify-full}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the server's certificate is checked. */
    public boolean verifies() {
        return this == VERIFY_CA || this == VERIFY_FULL;
    }

    /**
     * Reads libpq's word.
     *
     * @throws IllegalArgumentException with the words that there are, if it is none of them
     */
    static SslMode parse(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        for (SslMode mode : values()) {
            if (mode.word().equals(word)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("an sslmode is one of "
                + Arrays.stream(values()).map(SslMode::word).collect(Collectors.joining(", "))
                + ", for example verify-full");
    }
}
