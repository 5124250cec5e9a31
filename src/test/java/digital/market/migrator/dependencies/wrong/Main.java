package digital.market.migrator.dependencies.wrong;

import digital.market.migrator.dependencies.wrong.database.Upwards;

/** Does the work of others. Each class in these packages breaks some rule, so that a test sees the rules fail. */
public final class Main {

    /** What it should not know. */
    Upwards upwards;
}
