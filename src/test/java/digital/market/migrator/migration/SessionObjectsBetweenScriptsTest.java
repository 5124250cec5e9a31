package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.CallerRun;
import digital.market.migrator.testing.CommandRun;
import digital.market.migrator.testing.Eventually;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.OfflineRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Psql;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a script leaves in its session is gone before the next one: each thing that PostgreSQL's page on {@code DISCARD} names, and
 * each kind of object that a temporary schema can hold.
 */
class SessionObjectsBetweenScriptsTest {

    /** What the session holds: temporary objects, prepared statements, cursors, channels, locks but the migrators', last value. */
    private static final String STATE = """
            (SELECT count(*) FROM pg_depend WHERE refclassid = 'pg_namespace'::regclass AND refobjid = pg_my_temp_schema()),
            (SELECT count(*) FROM pg_prepared_statements WHERE from_sql), (SELECT count(*) FROM pg_cursors WHERE is_holdable),
            (SELECT count(*) FROM pg_listening_channels()),
            (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND objid BETWEEN 4711 AND 4720)
            """;

    private static final String NOTE = "INSERT INTO public.seen SELECT '%s', " + STATE + ", public.last_value();\n";

    private static final String NOTHING = "|0|0|0|0|0|none";

    /** What the caller had, and the last value of a sequence, which can be forgotten only with those of all others. */
    private static final String THE_CALLERS = "|1|1|1|1|1|";

    private static final String TABLES = """
            CREATE TABLE seen (script text, objects int, statements int, cursors int, channels int, locks int, last text);
            CREATE TABLE users (id int);
            CREATE SEQUENCE numbers;
            CREATE FUNCTION last_value() RETURNS text LANGUAGE plpgsql AS $$
            BEGIN
                RETURN lastval();
            EXCEPTION WHEN object_not_in_prerequisite_state THEN
                RETURN 'none';
            END $$;
            """;

    private static final String LEAVE = """
            CREATE TEMP TABLE users (id int PRIMARY KEY, other int REFERENCES users DEFERRABLE INITIALLY DEFERRED);
            INSERT INTO users VALUES (1, 2), (2, NULL);
            CREATE STATISTICS pg_temp.statistics ON id, other FROM users;
            CREATE TEMP VIEW view AS SELECT * FROM users;
            CREATE TEMP SEQUENCE counter;
            CREATE TYPE pg_temp."Odd "" name" AS ENUM ('a');
            CREATE TYPE pg_temp.pair AS (a int, b int);
            CREATE TYPE pg_temp.span AS RANGE (subtype = int);
            CREATE DOMAIN pg_temp.positive AS int CHECK (VALUE > 0);
            CREATE FUNCTION pg_temp.plus(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
            CREATE FUNCTION pg_temp.less(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 < $2';
            CREATE PROCEDURE pg_temp.nothing() LANGUAGE sql AS '';
            CREATE AGGREGATE pg_temp.total(int) (SFUNC = pg_temp.plus, STYPE = int);
            CREATE OPERATOR pg_temp.<<< (FUNCTION = pg_temp.less, LEFTARG = int, RIGHTARG = int);
            CREATE COLLATION pg_temp.letters FROM "C";
            CREATE CONVERSION pg_temp.latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
            CREATE TEXT SEARCH CONFIGURATION pg_temp.words (COPY = pg_catalog.simple);
            CREATE TEXT SEARCH DICTIONARY pg_temp.dictionary (TEMPLATE = pg_catalog.simple);
            PREPARE answer AS SELECT 42;
            DECLARE held CURSOR WITH HOLD FOR SELECT 1;
            LISTEN "Some channel";
            SELECT pg_advisory_lock(4711), pg_advisory_lock(4711), pg_advisory_lock_shared(4712), pg_advisory_lock(1, 4713);
            SELECT nextval('public.numbers');
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void inARunOfOurOwn(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            write(true);

            MigratorRun.on(database, folder).succeeds();

            assertThat(seen(database)).containsExactly("V3" + NOTHING, "V5" + NOTHING, "Rb" + NOTHING);
        }
    }

    @ParameterizedTest
    @EnumSource
    void inAnUndo(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            write(true);
            new ScriptFolder(folder).remove("R__a.sql").remove("R__b.sql")
                    .add("U2__leave.sql", NOTE.formatted("U2")).add("U3__note.sql", LEAVE)
                    .add("U4__leave.sql", NOTE.formatted("U4")).addOutsideTransaction("U5__note.sql", LEAVE);
            MigratorRun run = MigratorRun.on(database, folder);
            run.succeeds();

            CommandRun.like(run, MigrationEnvironment::undo).with("MIGRATOR_TO", "1").succeeds();

            assertThat(seen(database)).containsExactly("V3" + NOTHING, "V5" + NOTHING, "U4" + NOTHING, "U2" + NOTHING);
        }
    }

    @ParameterizedTest
    @EnumSource
    void inAScriptForPsql(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            write(true);

            Psql.on(database).run(OfflineRun.of(folder).writeTo(folder.resolve("../script.sql"))).exitedWith(0);

            assertThat(seen(database)).containsExactly("V3" + NOTHING, "V5" + NOTHING, "Rb" + NOTHING);
        }
    }

    @ParameterizedTest
    @EnumSource
    void onACallersConnection(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            write(true);
            List<String> before = makeWhatIsTheCallers(connection);

            CallerRun.of(folder).over(connection);

            assertThat(seen(database)).containsExactly("V3" + THE_CALLERS + 1, "V5" + THE_CALLERS + 2, "Rb" + THE_CALLERS + 3);
            assertThat(Query.rows(connection, "SELECT " + STATE)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void inACallersTransaction(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase(); Connection connection = database.connect()) {
            write(false);
            List<String> before = makeWhatIsTheCallers(connection);
            connection.setAutoCommit(false);

            CallerRun.of(folder).over(connection);

            assertThat(Query.rows(connection, "SELECT " + STATE)).isEqualTo(before);
            connection.commit();
            assertThat(seen(database)).containsExactly("V3" + THE_CALLERS + 1, "V5" + THE_CALLERS + 2, "Rb" + THE_CALLERS + 3);
            assertThat(Query.rows(connection, "SELECT " + STATE)).isEqualTo(before);
        }
    }

    @Test
    void aTableThatATemporaryOneHidIsTheOneThatIsAltered() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            new ScriptFolder(folder).add("V1__users.sql", "CREATE TABLE users (id int);")
                    .add("V2__temporary.sql", "CREATE TEMP TABLE users (id int);")
                    .add("V3__alter.sql", "ALTER TABLE users ADD name text;");

            MigratorRun.on(database, folder).succeeds();

            assertThat(Query.rows(database, "SELECT attname FROM pg_attribute WHERE attrelid = 'public.users'::regclass AND attnum > 0"))
                    .containsExactly("id", "name");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CREATE TEMP TABLE IF NOT EXISTS items (id int)                                   | TABLE items                     | table items
            CREATE TEMPORARY TABLE "My items" (id int)                                       | TABLE "My items"                | table My items
            CREATE TABLE pg_temp.items (id int)                                              | TABLE items                     | table items
            SELECT 1 AS id INTO TEMP items                                                   | TABLE items                     | table items
            CREATE OR REPLACE TEMP VIEW items AS SELECT 1                                    | TABLE items                     | view items
            CREATE OR REPLACE FUNCTION pg_temp.items() RETURNS int LANGUAGE sql AS $$SELECT 1$$ | SELECT pg_temp.items()         | function items
            CREATE TYPE pg_temp.items AS (id int)                                            | SELECT NULL::items              | type items
            PREPARE items AS SELECT 1                                                        | EXECUTE items                   | prepared statement items
            DECLARE items CURSOR WITH HOLD FOR SELECT 1                                      | FETCH items                     | cursor items
            """)
    void theAdviceNamesTheScriptThatMadeWhatIsGone(String makes, String uses, String named) throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            new ScriptFolder(folder).add("V1__makes.sql", "\n" + makes + ";").add("V2__other.sql", "SELECT 1;").add("V3__uses.sql", uses + ";");

            assertThat(MigratorRun.on(database, folder).failsWith(Outcome.ROLLED_BACK).advice()).get().asString()
                    .contains("V1__makes.sql makes the temporary " + named + " in line 2, and each script starts from a fresh session");
        }
    }

    @Test
    void noAdviceNamesWhatIsMissingForAnotherReason() throws SQLException {
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            new ScriptFolder(folder).add("V1__makes.sql", "CREATE TEMP TABLE items ();").add("V2__uses.sql", "TABLE more_items;");

            assertThat(MigratorRun.on(database, folder).failsWith(Outcome.ROLLED_BACK).advice()).get().asString().doesNotContain("temporary");
        }
    }

    /** Scripts are applied while another session asks for the migrators' lock, over and over. */
    @Test
    void theMigratorsLockIsNeverFreeBetweenScripts() throws Exception {
        try (TestDatabase database = Postgres.V18.newDatabase(); Connection other = database.connect()) {
            new ScriptFolder(folder).add("V1__one.sql", "CREATE TABLE one ();")
                    .addOutsideTransaction("V2__frees.sql", "DO $$ BEGIN PERFORM pg_advisory_unlock_all(); END $$;")
                    .add("V3__frees.sql", "DO $$ BEGIN PERFORM pg_advisory_unlock_all(); END $$;");
            for (int i = 4; i < 60; i++) {
                new ScriptFolder(folder).add("V" + i + "__free.sql", "SELECT pg_advisory_lock(4711);");
            }
            CompletableFuture<MigrationReport> run = MigratorRun.on(database, folder).start();
            Eventually.holds("the first scripts have run", () -> applied(other) > 3);

            while (Query.rows(other, "SELECT pg_try_advisory_lock(" + new HistoryTable("public", "flyway_schema_history").lockKey() + ")")
                    .equals(List.of("f"))) {
                Thread.onSpinWait();
            }

            assertThat(applied(other)).isEqualTo(59);
            assertThat(run.get().applied()).hasSize(59);
        }
    }

    private static int applied(Connection connection) throws SQLException {
        return Query.rows(connection, "SELECT to_regclass('flyway_schema_history')").equals(List.of("flyway_schema_history"))
                ? Integer.parseInt(Query.rows(connection, "SELECT count(*) FROM flyway_schema_history WHERE success").get(0)) : 0;
    }

    private static List<String> makeWhatIsTheCallers(Connection connection) throws SQLException {
        Query.execute(connection, """
                CREATE TEMP TABLE callers (id int); PREPARE callers AS SELECT 1; DECLARE callers CURSOR WITH HOLD FOR SELECT 1; LISTEN callers;
                SELECT pg_advisory_lock(4720)
                """);
        return Query.rows(connection, "SELECT " + STATE);
    }

    private static List<String> seen(TestDatabase database) throws SQLException {
        return Query.rows(database, "SELECT * FROM seen");
    }

    private void write(boolean outside) {
        ScriptFolder scripts = new ScriptFolder(folder)
                .add("V1__tables.sql", TABLES)
                .add("V2__leave.sql", LEAVE)
                .add("V3__note.sql", NOTE.formatted("V3"))
                .add("V5__note.sql", NOTE.formatted("V5"))
                .add("R__a.sql", LEAVE)
                .add("R__b.sql", NOTE.formatted("Rb"));
        if (outside) {
            scripts.addOutsideTransaction("V4__leave.sql", LEAVE);
        } else {
            scripts.add("V4__leave.sql", LEAVE);
        }
    }
}
