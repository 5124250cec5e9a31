package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Report;
import digital.market.migrator.testing.CommandRun;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The commands that only read need {@code SELECT} on the history as a whole, and say so where a role has less. */
class ReadingRoleTest {

    private static final Pattern GRANT = Pattern.compile("GRANT [A-Z]+ ON [^;]+ TO [^;]+;");

    private static final List<Function<MigrationEnvironment, ? extends CompletionStage<? extends Report>>> READ_ONLY =
            List.of(MigrationEnvironment::status, MigrationEnvironment::check, MigrationEnvironment::await);

    @ParameterizedTest
    @EnumSource
    void columnsOfTheHistoryAreNotEnoughAndTheGrantIsNamed(Postgres postgres) throws SQLException {
        // The database goes before the role that has privileges in it.
        try (TestDatabase other = postgres.newDatabase(); TestDatabase database = postgres.newDatabase()) {
            MigratorRun.on(database).succeeds();
            Query.execute(database, "GRANT USAGE ON SCHEMA public TO \"%1$s\"; ".formatted(other.role()) + """
                    GRANT SELECT (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success)
                    ON flyway_schema_history TO "%1$s\"""".formatted(other.role()));
            for (Function<MigrationEnvironment, ? extends CompletionStage<? extends Report>> command : READ_ONLY) {
                CommandRun<Report> reader = reader(database, other, command);

                Failure refused = reader.failsWith(Outcome.DENIED).failure();

                assertThat(refused.message()).contains("permission denied for table flyway_schema_history");
                assertThat(refused.advice()).get().asString().endsWith("SELECT on some of its columns is not enough.");
                List<String> grants = GRANT.matcher(refused.advice().orElseThrow()).results().map(MatchResult::group).toList();
                assertThat(grants).containsExactly("GRANT USAGE ON SCHEMA \"public\" TO \"%s\";".formatted(other.role()),
                        "GRANT SELECT ON \"public\".\"flyway_schema_history\" TO \"%s\";".formatted(other.role()));
                Query.execute(database, String.join(" ", grants));
                assertThat(reader.succeeds().outcome()).isEqualTo(Outcome.DONE);
                Query.execute(database, "REVOKE SELECT ON flyway_schema_history FROM \"%1$s\"".formatted(other.role()));
            }
        }
    }

    private static CommandRun<Report> reader(TestDatabase database, TestDatabase other,
            Function<MigrationEnvironment, ? extends CompletionStage<? extends Report>> command) {
        Function<MigrationEnvironment, CompletionStage<Report>> run = environment -> command.apply(environment).thenApply(report -> report);
        return CommandRun.like(MigratorRun.on(database), run).with("DB_USER", other.role()).with("DB_PASSWORD", other.password())
                .with("MIGRATOR_AWAIT", "0s");
    }
}
