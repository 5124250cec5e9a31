package digital.market.migrator.command;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.FailureReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Report;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import picocli.CommandLine;

/** The command line: chooses a command, runs it, and turns its outcome into an exit code. */
@ApplicationScoped
public class Commands {

    private static final String DEFAULT = MigrateCommand.NAME;

    /** Options of the program, not of a command. */
    private static final Set<String> OWN_OPTIONS = Set.of("-h", "--help", "-V", "--version");

    private static final int MOST_SUGGESTIONS = 2;

    private final Instance<Callable<Outcome>> commands;

    @Inject
    Commands(@Any Instance<Callable<Outcome>> commands) {
        this.commands = commands;
    }

    /**
     * Runs the command that the arguments name, or {@code migrate} if they name none.
     *
     * @return the exit code
     */
    public int execute(String... arguments) {
        CommandLine line = new CommandLine(new MigratorCommand(), this::create);
        line.setOut(Reporter.writer(System.out));
        line.setErr(Reporter.writer(System.err));
        line.setExpandAtFiles(false);
        CommandHelp.arrange(line);
        line.setExecutionStrategy(Commands::run);
        line.setParameterExceptionHandler(Commands::refuse);
        line.setExecutionExceptionHandler((bug, command, parsed) -> tell(Reporter.bug(bug), command, arguments));
        return line.execute(withDefault(List.of(arguments)));
    }

    private static String[] withDefault(List<String> arguments) {
        boolean named = !arguments.isEmpty() && (!arguments.get(0).startsWith("-") || OWN_OPTIONS.contains(arguments.get(0)));
        return (named ? arguments.stream() : Stream.concat(Stream.of(DEFAULT), arguments.stream())).toArray(String[]::new);
    }

    private static int run(CommandLine.ParseResult parsed) {
        int code = new CommandLine.RunLast().execute(parsed);
        List<CommandLine> lines = parsed.asCommandLineList();
        return lines.get(lines.size() - 1).getExecutionResult() instanceof Outcome outcome ? outcome.exitCode() : code;
    }

    private static int refuse(CommandLine.ParameterException wrong, String[] arguments) {
        CommandLine line = wrong.getCommandLine();
        Failure failure = Failure.of(Outcome.USAGE, wrong.getMessage() + ".")
                .withAdvice(suggestion(wrong) + "See " + line.getCommandSpec().qualifiedName() + " --help.");
        return tell(new FailureReport(failure), line, arguments);
    }

    private static int tell(Report report, CommandLine line, String... arguments) {
        Reporter.of(line.getCommandSpec(), OutputOptions.in(arguments)).tell(report);
        return report.outcome().exitCode();
    }

    private static String suggestion(CommandLine.ParameterException wrong) {
        List<String> similar = wrong instanceof CommandLine.UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        return similar.isEmpty() ? "" : "Did you mean " + String.join(" or ", similar.subList(0, Math.min(similar.size(), MOST_SUGGESTIONS))) + "? ";
    }

    /** Commands come from CDI; picocli's own helpers do not. */
    private <K> K create(Class<K> type) throws Exception {
        for (Callable<Outcome> command : commands) {
            if (type.isInstance(command)) {
                return type.cast(command);
            }
        }
        return CommandLine.defaultFactory().create(type);
    }
}
