package digital.market.migrator.bench;

import java.util.List;
import java.util.Optional;

/**
 * One measured run of a tool, or of several copies of it at once.
 *
 * @param wallNanos until the last copy had ended
 * @param cpuMicros user and system time of all copies
 * @param peakKib   the resident set of the copy that needed most
 * @param exitCodes of all copies
 * @param complete  whether the database was up to date afterwards
 * @param traffic   what passed, where it was counted
 */
record Run(long wallNanos, long cpuMicros, long peakKib, List<Integer> exitCodes, boolean complete,
           Optional<SlowNetwork.Traffic> traffic) {
}
