package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.database.Sql;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.OfflineRun;
import digital.market.migrator.testing.PgDump;
import digital.market.migrator.testing.PlainFlyway;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Psql;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The history that a script leaves is the one that an online run leaves, wherever it lies. */
class OfflineHistoryTest {

    /** The table as PostgreSQL tells it, for servers that the machine's {@code pg_dump} is too old for. */
    private static final String TABLE = """
            SELECT attname, atttypid::regtype, atttypmod, attnotnull, pg_get_expr(adbin, adrelid), NULL, NULL FROM pg_attribute
            LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attrelid = %1$s::regclass AND attnum > 0
            UNION ALL
            SELECT pg_get_indexdef(indexrelid), NULL, NULL, NULL, NULL, conname, pg_get_userbyid(relowner) FROM pg_index
            JOIN pg_class ON pg_class.oid = indrelid LEFT JOIN pg_constraint ON conindid = indexrelid WHERE indrelid = %1$s::regclass
            ORDER BY 1
            """;

    private static final String ROWS = """
            SELECT installed_rank, version, description, type, script, checksum, installed_by, success FROM %s ORDER BY 1
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void theTableIsFlyways(Postgres postgres) throws SQLException {
        leavesTheSame(postgres, "public", "flyway_schema_history", run -> run);
    }

    /** Flyway then writes that the schema is its own, too. */
    @ParameterizedTest
    @EnumSource
    void itsSchemaIsCreatedIfThatIsAskedFor(Postgres postgres) throws SQLException {
        String name = "a \"new\" $history$ it's \\ 100%";
        leavesTheSame(postgres, name, "rows of $record$", run -> run.with("MIGRATOR_SCHEMA", name).with("MIGRATOR_TABLE", "rows of $record$")
                .with("MIGRATOR_CREATE_SCHEMA", "true"));
    }

    @ParameterizedTest
    @EnumSource
    void aMissingSchemaIsNotCreatedUnasked(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            String errors = Psql.on(database).run(OfflineRun.packaged().with("MIGRATOR_SCHEMA", "nowhere").writeTo(folder.resolve("script.sql")))
                    .exitedWith(Psql.STOPPED).stderr();

            assertThat(errors).contains("schema \"nowhere\" does not exist");
            assertThat(Query.rows(database, "SELECT nspname FROM pg_namespace WHERE nspname = 'nowhere'")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void flywayFindsItInOrderAndGoesOn(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            Psql.on(database).run(OfflineRun.packaged().to("3").writeTo(folder.resolve("script.sql"))).exitedWith(0);

            PlainFlyway.of(database, ScriptFolder.packaged()).target("3").load().validate();

            assertThat(PlainFlyway.of(database, ScriptFolder.packaged()).load().migrate().migrationsExecuted).isEqualTo(1);
            assertThat(MigratorRun.on(database).applies()).isEmpty();
        }
    }

    private void leavesTheSame(Postgres postgres, String schema, String table, UnaryOperator<MigratorRun> settings) throws SQLException {
        try (TestDatabase online = postgres.newDatabase(); TestDatabase offline = postgres.newDatabase()) {
            settings.apply(MigratorRun.on(online)).succeeds();

            OfflineRun script = new OfflineRun(settings.apply(new MigratorRun(Map.of())).variables());
            Psql.on(offline).run(script.writeTo(folder.resolve("script.sql"))).exitedWith(0);

            String place = Sql.identifier(schema) + "." + Sql.identifier(table);
            for (String query : List.of(TABLE.formatted(Sql.literal(place)), ROWS.formatted(place))) {
                assertThat(rows(offline, query)).isEqualTo(rows(online, query)).isNotEmpty();
            }
            assertThat(PgDump.schema(offline)).isEqualTo(PgDump.schema(online));
            assertThat(settings.apply(MigratorRun.on(offline)).applies()).isEmpty();
        }
    }

    private static List<String> rows(TestDatabase database, String query) throws SQLException {
        return Query.rows(database, query).stream().map(row -> row.replace(database.role(), "(role)")).toList();
    }
}
