package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Report;
import digital.market.migrator.testing.CheckRun;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * As on a managed server: the role owns one schema in somebody else's database and may do nothing else there; {@code public} is
 * closed, and the bot is another role.
 */
class OneSchemaTest {

    @TempDir
    private Path folder;

    private TestDatabase database;
    private TestDatabase botsRole;
    private ScriptFolder scripts;

    @BeforeEach
    void aDatabaseOfSomebodyElse() throws SQLException {
        database = Postgres.V18.newDatabase();
        botsRole = Postgres.V18.newDatabase();
        String role = '"' + database.role() + '"';
        Query.executeAsSuperuser(database, "ALTER DATABASE \"" + database.name() + "\" OWNER TO postgres; ALTER SCHEMA public OWNER TO postgres;"
                + "REVOKE ALL ON SCHEMA public FROM PUBLIC; REVOKE ALL ON DATABASE \"" + database.name() + "\" FROM PUBLIC;"
                + "GRANT CONNECT ON DATABASE \"" + database.name() + "\" TO " + role + ", \"" + botsRole.role() + "\";"
                + "CREATE SCHEMA shop AUTHORIZATION " + role);
        scripts = new ScriptFolder(folder)
                .add("V1__goods.sql", "CREATE TABLE goods (id int); GRANT USAGE ON SCHEMA shop TO \"" + botsRole.role() + "\";"
                        + "GRANT SELECT, INSERT ON goods TO \"" + botsRole.role() + "\";")
                .add("V2__name.sql", "ALTER TABLE goods ADD COLUMN name text;").add("U2__name.sql", "ALTER TABLE goods DROP COLUMN name;");
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
        botsRole.close();
    }

    @Test
    void everyCommandWorksAndTheBotToo() throws SQLException {
        assertThat(run().applies()).containsExactly("V1__goods.sql", "V2__name.sql");
        assertThat(run().applies()).isEmpty();
        assertThat(result(MigrationEnvironment::status).outcome()).isEqualTo(Outcome.DONE);
        assertThat(new CheckRun(run().variables()).with("MIGRATOR_DRIFT", "ignore").succeeds().pending()).isEmpty();
        try (Connection bot = DriverManager.getConnection(database.jdbcUrl(), botsRole.role(), botsRole.password())) {
            Query.execute(bot, "INSERT INTO shop.goods VALUES (1, 'a')");
        }
        assertThat(MigrationEnvironment.resultOf(environment(run().with("MIGRATOR_TO", "1").variables()).undo().toCompletableFuture()).outcome())
                .isEqualTo(Outcome.DONE);
        assertThat(result(MigrationEnvironment::repair).outcome()).isEqualTo(Outcome.DONE);
        assertThat(run().applies()).containsExactly("V2__name.sql");
    }

    @Test
    void aScriptThatReachesBeyondTheSchemaIsToldTheGrant() {
        scripts.add("V3__public.sql", "CREATE TABLE public.more (id int);");

        Failure failure = run().failsWith(Outcome.ROLLED_BACK);

        assertThat(failure.advice()).contains("Nothing of it remains. Let its owner run: GRANT USAGE, CREATE ON SCHEMA \"public\" TO \"" + database.role()
                + "\"; or let MIGRATOR_ROLE name a role that has it. Then run again.");
    }

    @Test
    void aTableOfAnotherRoleIsToBeChangedByItsOwner() throws SQLException {
        scripts.add("V3__bots.sql", "ALTER TABLE bots ADD COLUMN name text;");
        Query.executeAsSuperuser(database, "CREATE TABLE shop.bots (id int)");
        MigratorRun run = run().with("MIGRATOR_TO", "3");

        MigrationException first = Assertions.catchThrowableOfType(MigrationException.class, run::succeeds);
        assertThat(first.outcome()).as("a schema that holds objects").isEqualTo(Outcome.DIVERGED);
        Query.executeAsSuperuser(database, "DROP TABLE shop.bots");
        run.with("MIGRATOR_TO", "2").succeeds();
        Query.executeAsSuperuser(database, "CREATE TABLE shop.bots (id int)");

        assertThat(run.failsWith(Outcome.ROLLED_BACK).advice()).get().asString()
                .contains("Only the owner of the table \"bots\" may do that: GRANT that owner's role TO").contains("let MIGRATOR_ROLE name it");
    }

    @Test
    void aHistoryThatMayNotBeReadIsToldTheGrant() throws SQLException {
        run().succeeds();
        Query.executeAsSuperuser(database, "ALTER TABLE shop.flyway_schema_history OWNER TO postgres");

        assertThat(run().failsWith(Outcome.DENIED).advice()).get().asString()
                .contains("GRANT SELECT, INSERT ON \"shop\".\"flyway_schema_history\"");
    }

    private interface Command<R extends Report> {

        CompletionStage<R> of(MigrationEnvironment environment);
    }

    private <R extends Report> R result(Command<R> command) {
        return MigrationEnvironment.resultOf(command.of(environment(run().variables())).toCompletableFuture());
    }

    private static MigrationEnvironment environment(Map<String, String> variables) {
        return MigrationEnvironment.of(variables);
    }

    private MigratorRun run() {
        return MigratorRun.on(database, folder).with("MIGRATOR_SCHEMA", "shop");
    }
}
