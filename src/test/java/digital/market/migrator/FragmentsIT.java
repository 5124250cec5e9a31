package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.DatabaseContent;
import digital.market.migrator.testing.Fragments;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.OtherRole;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.Psql;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a script may hold, the packaged program, so also the native one, does with it what PostgreSQL's own client does. */
class FragmentsIT {

    private static final Path FRAGMENTS = Path.of("src/test/resources/fragments");

    private final Program program = Program.packaged();

    @TempDir
    private Path folder;

    @Test
    void everyFragmentLeavesWhatItLeavesOnTheJvm() throws Exception {
        ScriptFolder scripts = new ScriptFolder(folder.resolve("scripts")).add("V1__first.sql", Fragments.first());
        List<String> all = fragments();
        for (int i = 0; i < all.size(); i++) {
            Fragments.add(scripts, all.get(i), 10 + i);
        }
        try (TestDatabase packaged = Postgres.V18.newDatabase(); TestDatabase jvm = Postgres.V18.newDatabase();
                OtherRole role = OtherRole.of(packaged, jvm)) {
            Map<String, String> settings = settings(role);

            Map<String, String> environment = new HashMap<>(packaged.environment());
            environment.putAll(settings);
            program.run(environment).exitedWith(0);

            MigratorRun run = MigratorRun.on(jvm, scripts.path());
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                run = run.with(setting.getKey(), setting.getValue());
            }
            run.succeeds();
            assertThat(DatabaseContent.of(packaged).differencesTo(DatabaseContent.of(jvm))).isEmpty();
        }
    }

    /** In a transaction and outside, forwards and back. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theDataOfACopyIsCopied(boolean inTransaction) throws Exception {
        String copy = "CREATE TABLE t (id int, name text);\nCOPY t FROM stdin;\n1\ta;b\n2\t\\N\n\\.\nCOPY t FROM STDIN WITH (FORMAT csv);\n3,\"x;\"\n\\.\n";
        ScriptFolder scripts = new ScriptFolder(folder.resolve("scripts"));
        if (inTransaction) {
            scripts.add("V1__copy.sql", copy);
        } else {
            scripts.addOutsideTransaction("V1__copy.sql", copy);
        }
        scripts.add("U1__back.sql", "DELETE FROM t;\nCOPY t FROM stdin;\n4\tback\n\\.\nALTER TABLE t RENAME TO kept;\n");
        try (TestDatabase packaged = Postgres.V17.newDatabase(); TestDatabase psql = Postgres.V17.newDatabase()) {
            Map<String, String> environment = new HashMap<>(packaged.environment());
            environment.put("MIGRATOR_LOCATIONS", "filesystem:" + scripts.path());

            program.run(environment).exitedWith(0);

            Psql.on(psql).run(scripts.path().resolve("V1__copy.sql")).exitedWith(0);
            assertThat(DatabaseContent.of(packaged).rows()).isEqualTo(DatabaseContent.of(psql).rows());
            program.run(environment, "undo", "--to", "0").exitedWith(0);
            Psql.on(psql).run(scripts.path().resolve("U1__back.sql")).exitedWith(0);
            assertThat(DatabaseContent.of(packaged).rows()).isEqualTo(DatabaseContent.of(psql).rows());
        }
    }

    /** All that lie there, whether a list names them or not. */
    private static List<String> fragments() throws IOException {
        try (Stream<Path> files = Files.list(FRAGMENTS)) {
            return files.map(file -> file.getFileName().toString().replaceFirst("\\.sql$", "")).sorted().toList();
        }
    }

    private Map<String, String> settings(OtherRole role) {
        Map<String, String> settings = new HashMap<>();
        settings.put("MIGRATOR_LOCATIONS", "filesystem:" + folder.resolve("scripts"));
        settings.put("MIGRATOR_PLACEHOLDER_ROLE", role.identifier());
        Fragments.PLACEHOLDERS.forEach((name, value) -> settings.put("MIGRATOR_PLACEHOLDER_" + name.toUpperCase(Locale.ROOT), value));
        return settings;
    }
}
