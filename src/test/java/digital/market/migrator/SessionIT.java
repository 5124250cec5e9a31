package digital.market.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Program;
import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program does about a session that a script leaves in another state. */
class SessionIT {

    private final Program program = Program.packaged();
    private final TestDatabase database = Postgres.V18.newDatabase();

    @TempDir
    private Path folder;

    @AfterEach
    void dropTheDatabase() throws SQLException {
        database.close();
    }

    @Test
    void aTemporaryTableHidesNoTableOfALaterScript() throws SQLException {
        new ScriptFolder(folder).add("V1__users.sql", "CREATE TABLE users (id int);")
                .add("V2__leave.sql", "CREATE TEMP TABLE users (id int); PREPARE p AS SELECT 1; LISTEN l; SELECT pg_advisory_lock(1);")
                .addOutsideTransaction("V3__leave.sql", "CREATE TEMP TABLE users (id int); PREPARE p AS SELECT 1; LISTEN l; SELECT pg_advisory_lock(1);")
                .add("V4__alter.sql", "ALTER TABLE users ADD name text;");

        run().exitedWith(0);

        assertThat(Query.rows(database, "SELECT attname FROM pg_attribute WHERE attrelid = 'public.users'::regclass AND attnum > 0"))
                .containsExactly("id", "name");
    }

    @Test
    void aDateStyleThatTheDriverRefusesIsTriedOnce() throws SQLException {
        Query.execute(database, "CREATE SCHEMA elsewhere; CREATE SEQUENCE elsewhere.tries");
        new ScriptFolder(folder).add("V1__set.sql", """
                SELECT nextval('elsewhere.tries');
                DO $$ BEGIN SET datestyle = 'German'; END $$;
                """);

        ProgramRun run = run();

        assertThat(run.exitedWith(15).stderr() + run.stdout()).contains("V1__set.sql failed in line 2", "DateStyle").doesNotContain("\tat ");
        assertThat(Query.rows(database, "SELECT last_value FROM elsewhere.tries")).containsExactly("1");
    }

    @Test
    void anEncodingThatTheDriverRefusesIsRefusedBeforehand() throws SQLException {
        new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one ();").add("V2__set.sql", "SET client_encoding = 'LATIN1';");

        ProgramRun run = run();

        assertThat(run.exitedWith(10).stderr() + run.stdout()).contains("V2__set.sql line 1: client_encoding cannot be latin1");
        assertThat(Query.hasTable(database, "one")).isFalse();
    }

    private ProgramRun run() {
        Map<String, String> environment = new HashMap<>(database.environment());
        environment.put("MIGRATOR_LOCATIONS", "filesystem:" + folder);
        return program.run(environment);
    }
}
