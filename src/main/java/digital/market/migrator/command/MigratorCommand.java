package digital.market.migrator.command;

import digital.market.migrator.report.Program;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;

/** The program itself. Without a command it does what {@code migrate} does. */
@Command(name = Program.NAME, mixinStandardHelpOptions = true, versionProvider = MigratorCommand.Version.class,
        synopsisHeading = "Usage: ", customSynopsis = Program.NAME + " [COMMAND] [OPTIONS]",
        description = "Brings the PostgreSQL database of the Digital Market bot to the newest schema, once, and exits.",
        subcommands = {MigrateCommand.class, OfflineCommand.class, StatusCommand.class, CheckCommand.class, AwaitCommand.class,
                AdoptCommand.class, UndoCommand.class, RepairCommand.class, ConfigCommand.class, HelpCommand.class},
        footer = {"", "Without a command it does what migrate does. Every option can be given as a",
                "variable too: --lock-wait as MIGRATOR_LOCK_WAIT. The database is named by",
                "DATABASE_URL, or by DB_HOST, DB_PORT, DB_NAME, DB_USER and DB_PASSWORD."})
final class MigratorCommand {

    /** Tells the version for {@code --version}. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {Program.NAME + " " + Program.version()};
        }
    }
}
