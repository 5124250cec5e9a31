package digital.market.migrator.dependencies.wrong;

/** A Java API that knows a command. */
final class MigrationEnvironment {

    digital.market.migrator.dependencies.wrong.command.Sideways command;
}
