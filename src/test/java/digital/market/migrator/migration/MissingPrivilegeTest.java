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

    private static String grantIn(Failure failure) {
        Matcher grant = GRANT.matcher(failure.advice().orElseThrow());
        assertThat(grant.find()).isTrue();
        return grant.group();
    }
}
