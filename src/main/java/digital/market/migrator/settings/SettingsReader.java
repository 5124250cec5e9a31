package digital.market.migrator.settings;

import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads settings: options win over the environment, the environment over the defaults.
 *
 * <p>It works on a configuration of its own, without Quarkus and without SmallRye's default interceptors, so that no
 * value is expanded: a password may hold <code>${x}</code>.
 */
public final class SettingsReader {

    /** Taken apart once, and when the image is built where that is native. */
    private static final ConfigClass MAPPING = ConfigClass.configClass(Variables.class);

    private static final String OPTION_PREFIX = Variables.PREFIX + ".";

    private final Problems problems = new Problems();
    private final List<Setting> origins = new ArrayList<>();
    private final Set<String> known = new HashSet<>();
    private final Environment environment;
    private final Map<String, String> options;
    private final Set<String> empty = new HashSet<>();
    private final Variables variables;

    private SettingsReader(Map<String, String> environment, Map<String, String> options) {
        this.environment = new Environment(environment, problems);
        this.options = new HashMap<>(options);
        this.options.forEach((name, value) -> refuseIfEmpty(name, value));
        this.options.keySet().removeAll(empty);
        this.variables = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(this.options, "options", 400),
                        new EnvConfigSource(ours(this.environment.variables()), 300))
                .withMapping(MAPPING)
                .withValidateUnknown(false)
                .build().getConfigMapping(Variables.class);
    }

    /**
     * Reads and checks all settings.
     *
     * @param environment the process's environment; an empty variable counts as not set
     * @param options     the command line's options by property name, e.g. {@code migrator.lock-wait}
     * @throws digital.market.migrator.report.MigrationException with outcome {@code CONFIGURATION} and every problem, one
     *         sentence and one line each
     * @throws IllegalArgumentException if an option is none of the settings, which is a bug of the caller
     */
    public static Settings read(Map<String, String> environment, Map<String, String> options) {
        return new SettingsReader(environment, options).read(true);
    }

    /** What the settings are and what is wrong with them, for {@code config}. */
    public static Survey survey(Map<String, String> environment, Map<String, String> options) {
        SettingsReader reader = new SettingsReader(environment, options);
        Settings settings = reader.collect(true);
        return new Survey(settings.origins(), settings.overrides(), settings.warnings(), reader.problems.failure());
    }

    /**
     * Reads and checks all settings, for a use that needs no connection of ours: no variable has to name a database. If
     * one does, it is checked all the same.
     *
     * @throws digital.market.migrator.report.MigrationException as {@link #read(Map, Map)}
     */
    public static Settings readWithoutDatabase(Map<String, String> environment, Map<String, String> options) {
        return new SettingsReader(environment, options).read(false);
    }

    private Settings read(boolean databaseNeeded) {
        Settings settings = collect(databaseNeeded);
        problems.throwIfAny();
        return settings;
    }

    /** All of them; where there is a problem, with something that stands for a value. */
    private Settings collect(boolean databaseNeeded) {
        TargetReader targets = new TargetReader(environment, problems);
        if (databaseNeeded && !targets.isNamed()) {
            problems.add(TargetReader.NO_DATABASE);
        }
        Optional<Target> target = targets.read();
        origins.addAll(targets.origins());

        List<Location> locations = read("locations", variables.locations(), Values::locations, List.of());
        String schema = read("schema", variables.schema(), Values::schema, "");
        boolean createSchema = read("create-schema", variables.createSchema(), Values::truth, false);
        String table = read("table", variables.table(), text -> Values.name(text, "flyway_schema_history"), "");
        Optional<String> role = read("role", variables.role(), text -> Values.name(text, "shop_owner"));
        Optional<String> historyOwner = read("history-owner", variables.historyOwner(), text -> Values.name(text, "shop_owner"));
        Optional<String> to = read("to", variables.to(), Values::version);
        Duration waitForDatabase = read("wait", variables.waitForDatabase(), DurationText::parse, Duration.ZERO);
        Duration authGrace = read("auth-grace", variables.authGrace(), DurationText::parse, Duration.ZERO);
        Duration lockWait = read("lock-wait", variables.lockWait(), DurationText::parse, Duration.ZERO);
        Duration deadline = read("deadline", variables.deadline(), DurationText::parseOrNone, Duration.ZERO);
        Duration lockTimeout = read("lock-timeout", variables.lockTimeout(), DurationText::parseOrNone, Duration.ZERO);
        int lockRetries = read("lock-retries", variables.lockRetries(), Values::count, 0);
        Duration statementTimeout =
                read("statement-timeout", variables.statementTimeout(), DurationText::parseOrNone, Duration.ZERO);
        Pooler pooler = read("pooler", variables.pooler(), text -> Values.word(Pooler.class, text), Pooler.AUTO);
        CleartextPassword cleartextPassword =
                read("cleartext-password", variables.cleartextPassword(), text -> Values.word(CleartextPassword.class, text), CleartextPassword.REFUSE);
        Ahead ahead = read("ahead", variables.ahead(), text -> Values.word(Ahead.class, text), Ahead.IGNORE);
        Adopt adopt = read("adopt", variables.adopt(), text -> Values.word(Adopt.class, text), Adopt.AUTO);
        OnDrift drift = read("drift", variables.drift(), text -> Values.word(OnDrift.class, text), OnDrift.WARN);
        OnInvalidIndex invalidIndex =
                read("invalid-index", variables.invalidIndex(), text -> Values.word(OnInvalidIndex.class, text), OnInvalidIndex.FAIL);
        Optional<String> repairLine = read("repair-line", variables.repairLine(), Values::line);
        Request request = request();
        checkOutputs();
        Set<String> listed = read("secrets", variables.secrets(), Values::placeholders, Set.of());
        PlaceholderReader placeholders = placeholders();
        SecretNames secrets = new SecretNames(listed, placeholders.inFile());
        Map<String, String> values = placeholders.values();
        placeholders.origins().forEach((name, origin) -> origins.add(new Setting("placeholder." + name,
                secrets.contains(name) ? Secret.MASK : values.get(name), origin)));
        refuseUnknownOptions();

        List<String> warnings = new ArrayList<>(targets.warnings());
        warnings.addAll(Overlooked.in(environment, known));
        warnings.addAll(secrets.warnings(values.keySet()));
        return new Settings(target, locations, schema, createSchema, table, role, historyOwner, to,
                waitForDatabase, authGrace, lockWait, deadline, lockTimeout, lockRetries, statementTimeout, pooler, cleartextPassword, ahead, adopt, drift,
                invalidIndex, repairLine, request, values, secrets.among(values.keySet()), origins, targets.overrides(), warnings);
    }

    private PlaceholderReader placeholders() {
        PlaceholderReader reader = new PlaceholderReader(problems);
        reader.readFile(read("placeholders-file", variables.placeholdersFile(), PlaceholderReader::file, Map.of()), origin("placeholders-file"));
        reader.readVariables(environment.variables());
        reader.readOptions(options);
        return reader;
    }

    /** {@link Outputs} has read them, and has taken what is wrong with them for not given. */
    private void checkOutputs() {
        read("log-format", variables.logFormat(), text -> Values.word(LogFormat.class, text), LogFormat.TEXT);
        read("json", variables.json(), Values::truth, false);
        read("report-file", variables.reportFile(), Values::file);
        read("termination-log", variables.terminationLog(), Values::file, Path.of(""));
    }

    private Request request() {
        return new Request(
                read("await", variables.await(), DurationText::parse, Duration.ZERO),
                read("from", variables.from(), Values::version),
                read("down", variables.down(), Values::truth, false),
                read("resume", variables.resume(), Values::truth, false),
                read("output", variables.output(), Values::file),
                read("at", variables.at(), Values::version),
                read("yes", variables.yes(), Values::truth, false),
                read("target", variables.target(), Values::file),
                read("write-target", variables.writeTarget(), Values::file));
    }

    /** A value that is always there; with a problem noted, what stands for it meets nobody. */
    private <T> T read(String name, String text, Function<String, T> parser, T whileThereIsAProblem) {
        Given given = new Given(origin(name), text, () -> text, false);
        try {
            T value = parser.apply(text);
            note(name, text);
            return value;
        } catch (IllegalArgumentException e) {
            origins.add(Setting.unusable(name, given.shown(), given.origin()));
            problems.add(given, e);
            return whileThereIsAProblem;
        }
    }

    private <T> T read(String name, Optional<String> text, Function<String, T> parser, T otherwise) {
        return read(name, text, parser).orElse(otherwise);
    }

    private <T> Optional<T> read(String name, Optional<String> text, Function<String, T> parser) {
        if (text.isEmpty()) {
            note(name, "none");
            return Optional.empty();
        }
        return read(name, text.get(), parser.andThen(Optional::of), Optional.empty());
    }

    /** An option that is empty hides what would be in force without it, and is refused. */
    private void note(String name, String value) {
        String origin = origin(name);
        origins.add(empty.contains(OPTION_PREFIX + name) ? Setting.unusable(name, "", "--" + name) : new Setting(name, value, origin));
    }

    private String origin(String name) {
        String variable = Variables.variable(name);
        known.add(variable);
        if (options.containsKey(OPTION_PREFIX + name)) {
            return "--" + name;
        }
        return environment.variables().containsKey(variable) ? variable : "default";
    }

    private void refuseIfEmpty(String option, String value) {
        if (value.isEmpty() && !option.startsWith(PlaceholderReader.OPTION)) {
            empty.add(option);
            String name = option.substring(option.indexOf('.') + 1);
            problems.add("--" + name + " is empty: give it a value, or leave it out to have the default, for example --" + name
                    + "=VALUE");
        }
    }

    private void refuseUnknownOptions() {
        for (String option : options.keySet()) {
            boolean setting = option.startsWith(OPTION_PREFIX)
                    && known.contains(Variables.variable(option.substring(OPTION_PREFIX.length())));
            if (!setting && !option.startsWith(PlaceholderReader.OPTION)) {
                throw new IllegalArgumentException("There is no setting " + option);
            }
        }
    }

    private static Map<String, String> ours(Map<String, String> environment) {
        Map<String, String> ours = new HashMap<>(environment);
        ours.keySet().removeIf(name -> !name.startsWith("MIGRATOR_") || name.startsWith(PlaceholderReader.VARIABLE));
        return ours;
    }
}
