package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.report.Report;
import digital.market.migrator.testing.AlembicScripts;
import digital.market.migrator.testing.CommandRun;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.OtherRole;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing of a stranger's runs when the history is read or written, and none of its rows is hidden. */
class HistoryTrustTest {

    private static final String HISTORY = "public.flyway_schema_history";

    @TempDir
    Path folder;

    @BeforeEach
    void writeScript() {
        new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one (id int);");
    }

    @Test
    void aViewIsNotRead() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            run(database).succeeds();
            Query.execute(database, "ALTER TABLE " + HISTORY + " RENAME TO real; CREATE VIEW " + HISTORY + " AS SELECT * FROM real");

            assertThat(run(database).failsWith(Outcome.DENIED).message()).contains("is a view of \"" + database.role() + "\"");
            assertThat(CommandRun.like(run(database), MigrationEnvironment::status).failsWith(Outcome.DENIED).getMessage()).contains("is a view");
        }
    }

    @Test
    void aStrangersHistoryIsReadButNotWritten() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); OtherRole stranger = OtherRole.of(database)) {
            run(database).succeeds();
            Query.executeAsSuperuser(database, "REVOKE " + stranger.identifier() + " FROM " + database.role() + "; ALTER TABLE " + HISTORY
                    + " OWNER TO " + stranger.identifier() + "; GRANT ALL ON " + HISTORY + " TO " + database.role());

            assertThat(run(database).succeeds().success()).startsWith("Nothing to do");
            new ScriptFolder(folder).add("V2__two.sql", "CREATE TABLE two (id int);");
            Failure failure = run(database).failsWith(Outcome.DENIED);

            assertThat(failure.message()).contains("belongs to " + stranger.identifier());
            assertThat(failure.advice().orElseThrow()).contains("MIGRATOR_HISTORY_OWNER");
            assertThat(run(database).with("MIGRATOR_HISTORY_OWNER", stranger.name()).applies()).containsExactly("V2__two.sql");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "CREATE TRIGGER t BEFORE INSERT ON %1$s FOR EACH ROW EXECUTE FUNCTION public.planted()",
        "CREATE RULE r AS ON INSERT TO %1$s DO ALSO SELECT public.planted_check(1)",
        "ALTER TABLE %1$s ADD CHECK (public.planted_check(installed_rank))",
        "ALTER TABLE %1$s ADD more bool DEFAULT public.planted_check(1)",
        "CREATE INDEX ON %1$s (public.planted_check(installed_rank))",
        "CREATE DOMAIN public.checked AS int CHECK (public.planted_check(VALUE)); ALTER TABLE %1$s ADD more public.checked"
    })
    void aStrangersFunctionOnItIsNotRun(String put) throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); OtherRole stranger = OtherRole.of(database)) {
            run(database).succeeds();
            Query.executeAsSuperuser(database, """
                    REVOKE %2$s FROM %3$s;
                    CREATE FUNCTION public.planted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
                    CREATE FUNCTION public.planted_check(int) RETURNS bool IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN true; END';
                    ALTER FUNCTION public.planted() OWNER TO %2$s;
                    ALTER FUNCTION public.planted_check(int) OWNER TO %2$s;
                    """.formatted(HISTORY, stranger.identifier(), database.role()) + put.formatted(HISTORY));
            new ScriptFolder(folder).add("V2__two.sql", "CREATE TABLE two (id int);");

            assertThat(run(database).failsWith(Outcome.DENIED).message()).contains("function public.planted").contains(stranger.identifier());
            assertThat(Query.hasTable(database, "two")).isFalse();
        }
    }

    /** It cascades into the stranger's table, whose deferred trigger would run at the COMMIT. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aForeignKeyOfAStrangersTableIsNotFollowed(boolean throughAnother) throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); OtherRole stranger = OtherRole.of(database)) {
            run(database).succeeds();
            String referenced = throughAnother ? "public.middle" : HISTORY;
            Query.executeAsSuperuser(database, """
                    REVOKE %2$s FROM %3$s;
                    CREATE TABLE public.middle (installed_rank int PRIMARY KEY REFERENCES %1$s ON DELETE CASCADE);
                    CREATE TABLE public.planted (installed_rank int REFERENCES %4$s ON DELETE CASCADE);
                    ALTER TABLE public.planted OWNER TO %2$s;
                    """.formatted(HISTORY, stranger.identifier(), database.role(), referenced));
            if (!throughAnother) {
                Query.executeAsSuperuser(database, "DROP TABLE public.middle");
            } else {
                Query.executeAsSuperuser(database, "ALTER TABLE public.middle OWNER TO " + database.role());
            }
            new ScriptFolder(folder).add("U1__one.sql", "DROP TABLE one;");

            Exception failure = CommandRun.like(run(database).with("MIGRATOR_TO", "0"), MigrationEnvironment::undo).failsWith(Outcome.DENIED);

            assertThat(failure).hasMessageContaining("foreign key of the table public.planted of " + stranger.identifier());
            assertThat(Query.hasTable(database, "one")).isTrue();
        }
    }

    @Test
    void aForeignKeyToAlembicsTableIsNotFollowed() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); OtherRole stranger = OtherRole.of(database); Connection connection = database.connect()) {
            AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.HEAD);
            Query.executeAsSuperuser(database, """
                    REVOKE %1$s FROM %2$s; CREATE SCHEMA planted AUTHORIZATION %1$s;
                    CREATE TABLE planted.fk (v varchar(32) REFERENCES public.alembic_version ON UPDATE CASCADE ON DELETE CASCADE);
                    ALTER TABLE planted.fk OWNER TO %1$s;
                    """.formatted(stranger.identifier(), database.role()));

            assertThat(MigratorRun.on(database).failsWith(Outcome.DENIED).message()).contains("foreign key of the table planted.fk");
        }
    }

    @Test
    void rowSecurityIsNamedEvenWhereItShowsAll() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            run(database).succeeds();
            Query.execute(database, "ALTER TABLE " + HISTORY + " ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; "
                    + "CREATE POLICY all_rows ON " + HISTORY + " USING (true)");

            Failure failure = run(database).failsWith(Outcome.DENIED);

            assertThat(failure.message()).contains("Row security").contains("USING (true)");
            assertThat(failure.advice().orElseThrow()).contains("DISABLE ROW LEVEL SECURITY");
            for (Function<MigrationEnvironment, CompletionStage<? extends Report>> command : commands()) {
                MigratorRun impatient = run(database).with("MIGRATOR_AWAIT", "300ms");
                assertThat(catchThrowableOfType(MigrationException.class, () -> resultOf(command, impatient)).failure())
                        .returns(Outcome.DENIED, Failure::outcome).extracting(Failure::message).asString().contains("Row security");
            }
        }
    }

    @Test
    void rowSecurityOnAlembicsTableIsNamed() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
            AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.HEAD);
            Query.execute(connection, "ALTER TABLE alembic_version ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY");

            assertThat(MigratorRun.on(database).failsWith(Outcome.DENIED).message()).contains("Row security");
            assertThat(Query.hasTable(database, "flyway_schema_history")).isFalse();
        }
    }

    private static List<Function<MigrationEnvironment, CompletionStage<? extends Report>>> commands() {
        return List.of(MigrationEnvironment::status, MigrationEnvironment::check, MigrationEnvironment::await, MigrationEnvironment::repair,
                MigrationEnvironment::undo);
    }

    private static void resultOf(Function<MigrationEnvironment, CompletionStage<? extends Report>> command, MigratorRun run) {
        MigrationEnvironment.resultOf(command.apply(MigrationEnvironment.of(run.with("MIGRATOR_TO", "1").variables())).toCompletableFuture());
    }

    private MigratorRun run(TestDatabase database) {
        return MigratorRun.on(database, folder);
    }
}
