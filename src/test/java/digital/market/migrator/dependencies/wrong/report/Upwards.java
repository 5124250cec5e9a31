package digital.market.migrator.dependencies.wrong.report;

import digital.market.migrator.dependencies.wrong.Main;
import io.quarkus.runtime.Quarkus;
import picocli.CommandLine;

/** Knows the way in, Quarkus and picocli. */
public final class Upwards {

    Main main;
    Quarkus quarkus;
    CommandLine line;
}
