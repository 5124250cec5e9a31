package digital.market.migrator.offline;

import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.OfflineRun;
import digital.market.migrator.testing.PlainFlyway;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * A catalog, and the ways in which a database comes to a version of it. A script has the repeatables only if it ends at
 * head; they lie in a folder of their own, so that an online run to a version below head can leave them out too.
 *
 * @param versions    the versions, ascending
 * @param folders     where the scripts lie: the versioned ones, and the repeatables if there are any
 * @param variables   the other settings
 */
record TestCatalog(List<String> versions, List<Path> folders, Map<String, String> variables) {

    private static final String PLACEHOLDER = "MIGRATOR_PLACEHOLDER_";

    /** The packaged migrations. */
    static TestCatalog packaged() {
        return new TestCatalog(List.of("1", "2", "3", "4"), List.of(ScriptFolder.packaged()), Map.of());
    }

    /** The scripts below this folder: those in {@code versioned}, and those in {@code repeatable} if it is there. */
    static TestCatalog of(Path folder, String... versions) {
        return new TestCatalog(List.of(versions), Stream.of("versioned", "repeatable").map(folder::resolve).filter(Files::isDirectory).toList(),
                Map.of());
    }

    /** The same catalog with one more setting. */
    TestCatalog with(String variable, String value) {
        Map<String, String> more = new HashMap<>(variables);
        more.put(variable, value);
        return new TestCatalog(versions, folders, Map.copyOf(more));
    }

    /** The same catalog without its repeatables. */
    TestCatalog withoutRepeatables() {
        return new TestCatalog(versions, folders.subList(0, 1), variables);
    }

    /** The newest version. */
    String head() {
        return versions.get(versions.size() - 1);
    }

    /** An online run to head. */
    MigratorRun online(TestDatabase database) {
        return run(database, folders);
    }

    /** Brings the database online to this version, the repeatables included if it is the newest; does nothing without one. */
    void migrate(TestDatabase database, Optional<String> to) throws SQLException {
        to.ifPresent(version -> online(database, version).succeeds());
        Stages.awaitEndOfSessions(database);
    }

    /** Brings the database online to head. */
    void migrate(TestDatabase database) throws SQLException {
        migrate(database, Optional.of(head()));
    }

    /** A run that makes a script of this range. */
    OfflineRun offline(Optional<String> from, String to) {
        OfflineRun run = offline().to(to);
        return from.map(run::from).orElse(run);
    }

    /** A run that makes a script of the whole catalog. */
    OfflineRun offline() {
        Map<String, String> all = new HashMap<>(variables);
        all.put("MIGRATOR_LOCATIONS", locations(folders));
        return new OfflineRun(Map.copyOf(all));
    }

    /** What an online run to this version finds left to do; plain Flyway finds everything applied and valid. */
    List<String> leftToDo(TestDatabase database, String to) {
        flyway(database, to).validate();
        return online(database, to).applies();
    }

    private MigratorRun online(TestDatabase database, String to) {
        return run(database, folders(to)).with("MIGRATOR_TO", to);
    }

    private MigratorRun run(TestDatabase database, List<Path> from) {
        Map<String, String> all = new HashMap<>(variables);
        all.putAll(database.environment());
        all.put("MIGRATOR_LOCATIONS", locations(from));
        return new MigratorRun(Map.copyOf(all));
    }

    private Flyway flyway(TestDatabase database, String to) {
        FluentConfiguration flyway = PlainFlyway.of(database, folders.get(0))
                .locations(folders(to).stream().map(folder -> "filesystem:" + folder).toArray(String[]::new))
                .target(to)
                .ignoreMigrationPatterns("*:future")
                .placeholders(variables.entrySet().stream().filter(variable -> variable.getKey().startsWith(PLACEHOLDER)).collect(Collectors.toMap(
                        variable -> variable.getKey().substring(PLACEHOLDER.length()).toLowerCase(Locale.ROOT), Map.Entry::getValue)));
        Optional.ofNullable(variables.get("MIGRATOR_SCHEMA")).ifPresent(flyway::schemas);
        Optional.ofNullable(variables.get("MIGRATOR_TABLE")).ifPresent(flyway::table);
        Optional.ofNullable(variables.get("MIGRATOR_ROLE")).ifPresent(role -> flyway.initSql("SET ROLE \"" + role.replace("\"", "\"\"") + "\""));
        return flyway.load();
    }

    private List<Path> folders(String to) {
        return to.equals(head()) ? folders : folders.subList(0, 1);
    }

    private static String locations(List<Path> folders) {
        return folders.stream().map(folder -> "filesystem:" + folder).collect(Collectors.joining(","));
    }
}
