package digital.market.migrator.report;

import java.util.Locale;

/**
 * How a run ended. The exit codes are documented and stable: Kubernetes' {@code podFailurePolicy} is written against
 * them.
 */
public enum Outcome {

    /** Done, or nothing to do. */
    DONE(0, false),
    /** A bug of ours. */
    UNEXPECTED(1, true),
    /** The command line is wrong. */
    USAGE(2, false),
    /** The settings or the migrations are wrong. */
    CONFIGURATION(10, false),
    /** The database did not answer in time, or the connection was lost. */
    UNREACHABLE(11, true),
    /** Credentials, TLS, a permission or the database itself is missing. */
    DENIED(12, false),
    /** Another migrator, or a table lock, was not free in time. */
    LOCKED(13, true),
    /** The history is not the catalog's past. */
    DIVERGED(14, false),
    /** A migration failed and left nothing behind. */
    ROLLED_BACK(15, false),
    /** A migration that cannot run in a transaction stopped half-way. */
    HALF_WAY(16, false),
    /** The live schema is not what it should be. */
    DRIFT(17, false),
    /** The database is newer than the catalog, and that is not allowed. */
    AHEAD(18, false),
    /** There are no migrations. */
    EMPTY_CATALOG(19, false),
    /** There are migrations to be applied. */
    PENDING(20, true),
    /** Cancelled by SIGINT. */
    INTERRUPTED(130, true),
    /** Cancelled by SIGTERM, or by the caller. */
    TERMINATED(143, true);

    private final int exitCode;
    private final boolean retry;

    Outcome(int exitCode, boolean retry) {
        this.exitCode = exitCode;
        this.retry = retry;
    }

    /** The process's exit code. */
    public int exitCode() {
        return exitCode;
    }

    /** The outcome's name in reports, e.g. {@code rolled-back}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the same run may succeed later without anybody changing anything here. */
    public boolean retryMayHelp() {
        return retry;
    }

    /** Whether the run reached what was asked for. */
    public boolean succeeded() {
        return this == DONE;
    }
}
