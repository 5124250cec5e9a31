package digital.market.migrator.report;

/**
 * How a run ended. The exit codes are documented and stable: Kubernetes' {@code podFailurePolicy} is written against
 * them.
 */
public enum Outcome {

    DONE(0, false),
    UNEXPECTED(1, true),
    USAGE(2, false),
    CONFIGURATION(10, false),
    UNREACHABLE(11, true),
    DENIED(12, false),
    LOCKED(13, true),
    DIVERGED(14, false),
    ROLLED_BACK(15, false),
    HALF_WAY(16, false),
    DRIFT(17, false),
    AHEAD(18, false),
    EMPTY_CATALOG(19, false),
    PENDING(20, true),
    INTERRUPTED(130, true),
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

    /** Whether the same run may succeed later without anybody changing anything here. */
    public boolean retryMayHelp() {
        return retry;
    }

    /** Whether the run reached what was asked for. */
    public boolean succeeded() {
        return this == DONE;
    }
}
