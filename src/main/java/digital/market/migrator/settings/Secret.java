package digital.market.migrator.settings;

import java.util.function.Supplier;

/**
 * A value that no log, message, report or argument list may hold. Only {@link #reveal()} shows it.
 *
 * <p>Two secrets are equal only if they are the same object: comparing them would read them.
 */
public final class Secret {

    /** What stands in place of a secret wherever one would be printed. */
    public static final String MASK = "****";

    private final Supplier<String> source;

    private Secret(Supplier<String> source) {
        this.source = source;
    }

    /** A secret that does not change. */
    public static Secret of(String value) {
        return new Secret(() -> value);
    }

    /** A secret that is read anew each time, because its file may have been rotated since. */
    static Secret readBy(Supplier<String> source) {
        return new Secret(source);
    }

    /**
     * The secret as it is now; one that comes from a {@code _FILE} is read from that file at each call.
     *
     * @throws digital.market.migrator.report.MigrationException with outcome {@code CONFIGURATION} if the file can no
     *         longer be read
     */
    public String reveal() {
        return source.get();
    }

    /** Always {@value #MASK}. */
    @Override
    public String toString() {
        return MASK;
    }
}
