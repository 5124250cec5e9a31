package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;

/** A procedure or DO block that commits cannot do so inside the script's transaction. */
class CommitInProcedureTest {

    @TempDir
    Path folder;

    private final TestDatabase database = Postgres.V18.newDatabase();

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DO $$ BEGIN COMMIT; END $$;", "-- In batches.\n/* Slowly. */ call batches();", "DO $$ BEGIN ROLLBACK; END $$;"})
    void theFailureNamesTheSettingThatHelpsAndItDoes(String statement) throws SQLException {
        ScriptFolder scripts = new ScriptFolder(folder)
                .add("V1__procedure.sql", "CREATE PROCEDURE batches() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;")
                .add("V2__batches.sql", statement);

        Failure failure = MigratorRun.on(database, folder).failsWith(Outcome.ROLLED_BACK);

        assertThat(failure.server()).hasValueSatisfying(words -> assertThat(words.sqlState()).isEqualTo("2D000"));
        assertThat(failure.advice()).get().asString().contains("V2__batches.sql.conf").contains("executeInTransaction=false");
        scripts.add("V2__batches.sql.conf", "executeInTransaction=false");
        MigratorRun.on(database, folder).succeeds();
    }

    /** A function never commits, in a transaction or without one. */
    @Test
    void aFunctionThatCommitsGetsNoSuchAdvice() {
        new ScriptFolder(folder).add("V1__function.sql", """
                CREATE FUNCTION commits() RETURNS void LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;
                SELECT commits();
                """);

        Failure failure = MigratorRun.on(database, folder).failsWith(Outcome.ROLLED_BACK);

        assertThat(failure.server()).hasValueSatisfying(words -> assertThat(words.sqlState()).isEqualTo("2D000"));
        assertThat(failure.advice()).get().asString().doesNotContain("executeInTransaction");
    }
}
