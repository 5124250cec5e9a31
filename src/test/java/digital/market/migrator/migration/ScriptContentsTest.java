package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stands in a script reaches the database as psql would send it. */
class ScriptContentsTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void transactionWordsInsideBodiesLiteralsAndCommentsAreFine(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            new ScriptFolder(folder).add("V1__words.sql", """
                    -- BEGIN; COMMIT;
                    /* ROLLBACK; /* nested */ END; */
                    CREATE TABLE notes (text text);
                    INSERT INTO notes VALUES ('BEGIN; COMMIT;'), (E'it\\'s; ROLLBACK;'), ($a$END; $$ $a$);
                    CREATE FUNCTION add_note(note text) RETURNS void LANGUAGE plpgsql AS $body$
                    BEGIN
                        INSERT INTO notes VALUES (note);
                    END;
                    $body$;
                    CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN n > 0 THEN 2 * n ELSE 0 END; END;
                    DO $$ BEGIN PERFORM add_note('; COMMIT'); END $$;
                    INSERT INTO notes VALUES (twice(21)::text);
                    """);

            MigratorRun.on(database, folder).succeeds();

            assertThat(Query.rows(database, "SELECT text FROM notes"))
                    .containsExactly("BEGIN; COMMIT;", "it's; ROLLBACK;", "END; $$ ", "; COMMIT", "42");
        }
    }

    /** The script takes longer than the second that the time is given in, so that it is another one afterwards. */
    @ParameterizedTest
    @EnumSource
    void aRepeatableThatHoldsTheTimeIsAppliedInEveryRun(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            new ScriptFolder(folder).add("V1__runs.sql", "CREATE TABLE runs (at text);")
                    .add("R__run.sql", "INSERT INTO runs VALUES ('${flyway:timestamp}'); SELECT pg_sleep(1.1);");

            MigratorRun.on(database, folder).succeeds();
            MigratorRun.on(database, folder).succeeds();

            assertThat(Query.rows(database, "SELECT count(DISTINCT at)::text FROM runs")).containsExactly("2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theDataOfACopyIsLoaded(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            new ScriptFolder(folder).add("V1__copy.sql", """
                    CREATE TABLE goods (id int, name text);
                    COPY goods (id, name) FROM stdin;
                    1\tkey; COMMIT;
                    2\t\\N
                    3\tgr\u00fcn
                    \\.
                    INSERT INTO goods VALUES (4, 'after');
                    """);

            MigratorRun.on(database, folder).succeeds();

            assertThat(Query.rows(database, "SELECT * FROM goods ORDER BY id"))
                    .containsExactly("1|key; COMMIT;", "2|null", "3|grün", "4|after");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLongScriptIsApplied(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            StringBuilder script = new StringBuilder("CREATE TABLE goods (id int, name text);\nINSERT INTO goods VALUES\n");
            for (int i = 1; script.length() < 1 << 20; i++) {
                script.append(i > 1 ? ",\n" : "").append("(").append(i).append(", 'a product; with a name that is not short at all')");
            }
            new ScriptFolder(folder).add("V1__long.sql", script.append(";\n").toString());

            MigratorRun.on(database, folder).succeeds();

            assertThat(Query.rows(database, "SELECT count(*) = max(id) FROM goods")).containsExactly("t");
        }
    }
}
