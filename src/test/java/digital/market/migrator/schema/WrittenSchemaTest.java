package digital.market.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.CheckRun;
import digital.market.migrator.testing.Fragments;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.OtherRole;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written as a target is read as it was written: a database has not drifted from itself. */
class WrittenSchemaTest {

    private static final String HISTORY = "flyway_schema_history";

    @TempDir
    private Path folder;

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void whatIsWrittenIsWhatIsRead(@ForAll("schemas") GeneratedSchema schema) throws SQLException {
        try (Connection connection = Databases.V18.connect()) {
            connection.setAutoCommit(false);
            Query.execute(connection, schema.sql());

            List<SchemaObject> live = LiveSchema.read(connection, "public", HISTORY);

            assertThat(TargetSchema.parse(new TargetSchema(live).text()).objects()).isEqualTo(live);
            assertThat(live.stream().map(SchemaObject::kind)).as("every kind there is").contains(ObjectKind.values());
            assertThat(new HashSet<>(live.stream().map(SchemaObject::what).toList())).as("each is called by a name of its own").hasSameSizeAs(live);
            connection.rollback();
        }
    }

    @Provide
    Arbitrary<GeneratedSchema> schemas() {
        return GeneratedSchema.any();
    }

    @Test
    void signaturesLongerThanANameAreTold() throws SQLException {
        try (Connection connection = Databases.V18.connect()) {
            connection.setAutoCommit(false);
            String types = "timestamp with time zone, double precision, timestamp without time zone";
            Query.execute(connection, "CREATE FUNCTION f(" + types + ") RETURNS integer LANGUAGE sql AS 'SELECT 1';"
                    + "CREATE FUNCTION f(" + types + ", text) RETURNS integer LANGUAGE sql AS 'SELECT 1';");

            assertThat(LiveSchema.read(connection, "public", HISTORY)).extracting(SchemaObject::name).containsExactly("f(" + types + ")", "f(" + types + ", text)");
            connection.rollback();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDatabaseOfEveryFragmentHasNotDriftedFromItself(Postgres postgres) throws SQLException {
        ScriptFolder scripts = new ScriptFolder(folder.resolve("scripts")).add("V1__first.sql", Fragments.first());
        List<String> all = Fragments.all();
        for (int i = 0; i < all.size(); i++) {
            Fragments.add(scripts, all.get(i), 10 + i);
        }
        Path target = folder.resolve("target.txt");
        try (TestDatabase database = postgres.newDatabase(); OtherRole role = OtherRole.of(database)) {
            Map<String, String> placeholders = new HashMap<>(Fragments.PLACEHOLDERS);
            placeholders.put("role", role.identifier());
            MigratorRun migrate = MigratorRun.on(database, folder.resolve("scripts"));
            CheckRun check = CheckRun.on(database, folder.resolve("scripts"));
            for (Map.Entry<String, String> placeholder : placeholders.entrySet()) {
                String variable = "MIGRATOR_PLACEHOLDER_" + placeholder.getKey().toUpperCase(Locale.ROOT);
                migrate = migrate.with(variable, placeholder.getValue());
                check = check.with(variable, placeholder.getValue());
            }
            migrate.succeeds();
            check.with("MIGRATOR_WRITE_TARGET", target.toString()).succeeds();

            assertThat(check.with("MIGRATOR_TARGET", target.toString()).succeeds().drift()).contains(List.of());
        }
    }

    /** Made when the first try needs it. */
    private static final class Databases {

        private static final TestDatabase V18 = Postgres.V18.newDatabase();
    }
}
