package digital.market.migrator.dependencies.wrong;

import digital.market.migrator.dependencies.wrong.report.Upwards;

/** Knows more than the commands. Each class in these packages breaks some rule, so that a test sees the rules fail. */
public final class Main {

    /** What it should not know. */
    Upwards upwards;
}
