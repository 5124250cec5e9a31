package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What an ordinary role lacks is named by the statement that gives it, and with that the script succeeds. */
class MissingPrivilegeTest {

    private static final Pattern GRANT = Pattern.compile("GRANT .* TO \"[^\"]*\"");

    private static TestDatabase database;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeWhatBelongsToAnother() throws SQLException {
        database = Postgres.V18.newDatabase();
        Query.executeAsSuperuser(database, """
                CREATE SCHEMA closed;
                CREATE SCHEMA others;
                GRANT USAGE ON SCHEMA others TO PUBLIC;
                CREATE TABLE others."Secret things" (id int PRIMARY KEY);
                CREATE SEQUENCE others.numbers;
                CREATE FUNCTION others.one() RETURNS int RETURN 1;
                REVOKE ALL ON FUNCTION others.one() FROM PUBLIC;
                CREATE TYPE others.colour AS ENUM ('red');
                REVOKE ALL ON TYPE others.colour FROM PUBLIC;
                CREATE TABLE others.theirs (id int, price int);
                CREATE INDEX "by Id" ON others.theirs (id);
                CREATE VIEW others.seen AS SELECT 1 AS one;
                CREATE MATERIALIZED VIEW others.kept AS SELECT 1 AS one;
                CREATE DOMAIN others.price AS int;
                CREATE STATISTICS others.dependent ON id, price FROM others.theirs;
                CREATE PUBLICATION news;
                CREATE COLLATION others.german FROM "C";
                CREATE OPERATOR others.=== (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
                CREATE TEXT SEARCH CONFIGURATION others.words (COPY = simple);
                CREATE TRIGGER kept BEFORE UPDATE ON others.theirs FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
                """);
    }

    @AfterAll
    static void drop() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SELECT count(*) FROM others."Secret things"                                  | GRANT SELECT ON TABLE "Secret things"
            INSERT INTO others."Secret things" VALUES (1)                                | GRANT SELECT, INSERT ON TABLE "Secret things"
            UPDATE others."Secret things" SET id = id + 1                                | GRANT SELECT, UPDATE ON TABLE "Secret things"
            DELETE FROM others."Secret things"                                           | GRANT SELECT, DELETE ON TABLE "Secret things"
            TRUNCATE others."Secret things"                                              | GRANT TRUNCATE ON TABLE "Secret things"
            CREATE TABLE child (id int REFERENCES others."Secret things" (id))           | GRANT REFERENCES, TRIGGER ON TABLE "Secret things"
            SELECT nextval('others.numbers')                                             | GRANT USAGE, SELECT, UPDATE ON SEQUENCE "numbers"
            CREATE TABLE closed.mine (id int)                                            | GRANT USAGE, CREATE ON SCHEMA "closed"
            SELECT others.one()                                                          | GRANT EXECUTE ON ROUTINE "one"
            CREATE TABLE coloured (colour others.colour)                                 | GRANT USAGE ON TYPE others.colour
            """)
    void theGrantThatIsNamedIsTheOneThatIsMissing(String statement, String grant) throws SQLException {
        String schema = "s" + Integer.toHexString(statement.hashCode());
        Query.execute(database, "CREATE SCHEMA " + schema);
        new ScriptFolder(folder).add("V1__what_others_own.sql", statement + ";");
        MigratorRun run = MigratorRun.on(database, folder).with("MIGRATOR_SCHEMA", schema);

        Failure failure = run.failsWith(Outcome.ROLLED_BACK);

        assertThat(failure.server().orElseThrow().sqlState()).isEqualTo("42501");
        assertThat(failure.advice()).get().asString().contains(grant + " TO \"" + database.role() + "\"");
        Query.executeAsSuperuser(database, "SET search_path = others; " + grantIn(failure));
        assertThat(run.applies()).containsExactly("V1__what_others_own.sql");
    }

    @ParameterizedTest
    @EnumSource
    void whereOnlyTheOwnerMayThatIsSaid(Postgres postgres) throws SQLException {
        try (TestDatabase here = postgres.newDatabase()) {
            Query.executeAsSuperuser(here, "CREATE SCHEMA others; CREATE TABLE others.theirs (); GRANT ALL ON SCHEMA others TO PUBLIC");
            new ScriptFolder(folder).add("V1__drop.sql", "DROP TABLE others.theirs;");

            Failure failure = MigratorRun.on(here, folder).failsWith(Outcome.ROLLED_BACK);

            assertThat(failure.advice()).get().asString().contains("Only the owner of the table \"theirs\" may do that").contains("MIGRATOR_ROLE");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DROP INDEX others."by Id"                       | index "by Id"
            ALTER INDEX others."by Id" RENAME TO by_id      | index "by Id"
            DROP TRIGGER kept ON others.theirs              | relation "theirs"
            CREATE POLICY p ON others.theirs                | table "theirs"
            DROP VIEW others.seen                           | view "seen"
            DROP MATERIALIZED VIEW others.kept              | materialized view "kept"
            DROP SEQUENCE others.numbers                    | sequence "numbers"
            DROP TYPE others.colour                         | type others.colour
            ALTER DOMAIN others.price SET NOT NULL          | type others.price
            DROP FUNCTION others.one()                      | function "others.one"
            DROP STATISTICS others.dependent                | statistics object "others.dependent"
            ALTER SCHEMA others RENAME TO ours              | schema "others"
            DROP EXTENSION plpgsql                          | extension "plpgsql"
            DROP PUBLICATION news                           | publication "news"
            DROP COLLATION others.german                    | collation "others.german"
            DROP OPERATOR others.=== (int, int)             | operator "others.==="
            DROP TEXT SEARCH CONFIGURATION others.words     | text search configuration "others.words"
            """)
    void whateverElseItIsItsOwnerMay(String statement, String object) {
        new ScriptFolder(folder).add("V1__what_others_own.sql", statement + ";");

        Failure failure = MigratorRun.on(database, folder).failsWith(Outcome.ROLLED_BACK);

        assertThat(failure.advice()).contains("Nothing of it remains. Only the owner of the " + object + " may do that: GRANT that owner's role TO \""
                + database.role() + "\", and let MIGRATOR_ROLE name it. Then run again.");
    }

    private static String grantIn(Failure failure) {
        Matcher grant = GRANT.matcher(failure.advice().orElseThrow());
        assertThat(grant.find()).isTrue();
        return grant.group();
    }
}
