package digital.market.migrator.dependencies.wrong.migration;

import io.smallrye.config.SmallRyeConfig;

/** Knows a command and the configuration library. */
public final class Upwards {

    digital.market.migrator.dependencies.wrong.command.Sideways command;
    SmallRyeConfig config;
}
