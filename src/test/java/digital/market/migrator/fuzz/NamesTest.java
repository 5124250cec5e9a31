package digital.market.migrator.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.database.Sql;
import digital.market.migrator.report.Report;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.OfflineRun;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Database, user, role, schema and history may be called whatever PostgreSQL lets them be called, in every command. */
class NamesTest extends OnADatabase {

    private static final int LONGEST = 63;

    private static Path folder;

    /** What everything is called. */
    record Names(String database, String user, String role, String schema, String table) {

        List<String> all() {
            return List.of(database, user, role, schema, table);
        }
    }

    @BeforeContainer
    static void writeScripts() throws IOException {
        folder = Files.createTempDirectory("names");
        new ScriptFolder(folder)
                .add("V1__goods.sql", "CREATE TABLE goods (id int);\n")
                .add("V2__more.sql", "ALTER TABLE goods ADD COLUMN name text;\nRESET ROLE;\nSET search_path = pg_catalog;\n")
                .addOutsideTransaction("V3__outside.sql", "CREATE INDEX CONCURRENTLY goods_name ON goods (name);\n")
                .add("U3__outside.sql", "DROP INDEX goods_name;\n")
                .add("U2__more.sql", "ALTER TABLE goods DROP COLUMN name;\n")
                .add("U1__goods.sql", "DROP TABLE goods;\n");
    }

    @AfterContainer
    static void removeScripts() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Property(tries = 12, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void everyCommandWorksWithThem(@ForAll("names") Names names) throws SQLException {
        create(names);
        try {
            MigratorRun run = new MigratorRun(variables(names));

            assertThat(run.with("MIGRATOR_TO", "1").applies()).containsExactly("V1__goods.sql");
            assertThat(run.applies()).containsExactly("V2__more.sql", "V3__outside.sql");
            assertThat(run.applies()).isEmpty();
            for (Function<MigrationEnvironment, CompletionStage<? extends Report>> reading : readers()) {
                resultOf(reading, run);
            }
            assertThat(owners(names)).containsExactly(names.role(), names.role());
            resultOf(MigrationEnvironment::undo, run.with("MIGRATOR_TO", "0"));
            assertThat(owners(names)).containsExactly(names.role());
            assertThat(OfflineRun.of(folder).with("MIGRATOR_SCHEMA", names.schema()).with("MIGRATOR_TABLE", names.table())
                    .with("MIGRATOR_ROLE", names.role()).script()).contains(Sql.identifier(names.table()));
            assertThat(run.applies()).hasSize(3);
            Path target = folder.resolve("target-schema.txt");
            resultOf(MigrationEnvironment::check, run.with("MIGRATOR_WRITE_TARGET", target.toString()));
            try (Connection connection = superuserIn(names.database())) {
                Query.execute(connection, "DROP TABLE " + Sql.identifier(names.schema()) + "." + Sql.identifier(names.table()));
            }
            resultOf(MigrationEnvironment::adopt, run.with("MIGRATOR_AT", "3").with("MIGRATOR_TARGET", target.toString()));
            assertThat(owners(names)).containsExactly(names.role(), names.role());
            assertThat(run.applies()).isEmpty();
        } finally {
            drop(names);
        }
    }

    private static List<Function<MigrationEnvironment, CompletionStage<? extends Report>>> readers() {
        return List.of(MigrationEnvironment::check, MigrationEnvironment::await, MigrationEnvironment::status, MigrationEnvironment::repair);
    }

    private static void resultOf(Function<MigrationEnvironment, CompletionStage<? extends Report>> command, MigratorRun run) {
        MigrationEnvironment.resultOf(command.apply(MigrationEnvironment.of(run.variables())).toCompletableFuture());
    }

    @Provide
    Arbitrary<Names> names() {
        return Combinators.combine(name(), name(), name(), name(), name()).as(Names::new)
                .filter(names -> names.all().stream().distinct().count() == names.all().size());
    }

    /** Settings are trimmed, and some names are PostgreSQL's own. */
    private static Arbitrary<String> name() {
        Arbitrary<String> marks = Arbitraries.of("'", "\"", "\\", " ", "\n", "\r", "\t", "$", "$user", "$$", "%", "%s", "%41", "é", "🐘", "A", "z", ";", "--", "/*", "*/", ":x",
                ":'x'", ",", ".", "{", "}", "${x}", "@", "/", "?", "#", "&", "=", "\u202e", "\u001b", "ß", "select", "1", "''", "\"\"", "E'", "u&");
        Arbitrary<String> any = marks.list().ofMinSize(1).ofMaxSize(12).map(list -> String.join("", list));
        Arbitrary<String> longest = any.map(text -> fitted("x" + text.repeat(LONGEST) + "x".repeat(LONGEST)));
        return Arbitraries.oneOf(any, any, longest).map(NamesTest::fitted)
                .filter(text -> text.equals(text.strip()) && !text.startsWith("pg_") && !text.equals("$user") && !text.isEmpty())
                // Taken for a URL, in which a password might stand.
                .filter(text -> !text.contains("://") && !text.matches("(?s).*:.*@.*"));
    }

    /** As many bytes as a name has. */
    private static String fitted(String text) {
        StringBuilder fitted = new StringBuilder();
        text.codePoints().takeWhile(c -> (fitted + Character.toString(c)).getBytes(StandardCharsets.UTF_8).length <= LONGEST).forEach(fitted::appendCodePoint);
        return fitted.toString();
    }

    private static Map<String, String> variables(Names names) {
        Map<String, String> variables = new HashMap<>();
        variables.put("DB_HOST", "127.0.0.1");
        variables.put("DB_PORT", String.valueOf(database.server().port()));
        variables.put("DB_NAME", names.database());
        variables.put("DB_USER", names.user());
        variables.put("DB_PASSWORD", "secret word");
        variables.put("MIGRATOR_ROLE", names.role());
        variables.put("MIGRATOR_SCHEMA", names.schema());
        variables.put("MIGRATOR_TABLE", names.table());
        variables.put("MIGRATOR_LOCATIONS", "filesystem:" + folder);
        return variables;
    }

    private static void create(Names names) throws SQLException {
        for (String sql : List.of("CREATE ROLE %2$s LOGIN PASSWORD 'secret word'", "CREATE ROLE %3$s", "GRANT %3$s TO %2$s", "CREATE DATABASE %1$s")) {
            Query.executeAsSuperuser(database, filled(sql, names));
        }
        try (Connection connection = superuserIn(names.database())) {
            Query.execute(connection, filled("CREATE SCHEMA %4$s AUTHORIZATION %3$s", names));
        }
    }

    private static void drop(Names names) throws SQLException {
        for (String sql : List.of("DROP DATABASE %1$s WITH (FORCE)", "DROP ROLE %2$s", "DROP ROLE %3$s")) {
            Query.executeAsSuperuser(database, filled(sql, names));
        }
    }

    /** Who owns the table of the scripts, if it is there, and the history. */
    private static List<String> owners(Names names) throws SQLException {
        try (Connection connection = superuserIn(names.database())) {
            return Query.rows(connection, "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relkind = 'r' AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = "
                    + Sql.literal(names.schema()) + ")");
        }
    }

    private static String filled(String sql, Names names) {
        List<String> quoted = new ArrayList<>();
        names.all().forEach(name -> quoted.add(Sql.identifier(name)));
        return sql.formatted(quoted.toArray());
    }

    private static Connection superuserIn(String name) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("PGDBNAME", name);
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + database.server().port() + "/", properties);
    }
}
