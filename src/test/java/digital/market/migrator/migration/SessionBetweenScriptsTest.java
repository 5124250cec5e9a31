package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each script starts from the session that the run began with, whatever another one set before it. */
class SessionBetweenScriptsTest {

    private static final String NOTE = """
            INSERT INTO public.notes VALUES ((SELECT count(*) FROM public.notes), current_user, session_user, current_setting('search_path'),
                current_setting('lock_timeout'), current_setting('statement_timeout'), coalesce(current_setting('shop.tenant', true), ''),
                current_setting('timezone'), current_setting('default_transaction_isolation'));
            """;

    @TempDir
    Path folder;

    static Stream<Arguments> eachServerAndEachSetting() {
        return Stream.of(Postgres.values()).flatMap(postgres -> Stream.of(
                "SET search_path = pg_catalog", "SELECT set_config('search_path', 'pg_catalog', false)", "SET ROLE %s", "SET lock_timeout = '7s'",
                "SET shop.tenant = 'x'", "SET TIME ZONE 'Asia/Tokyo'", "SET statement_timeout = '8min'", "RESET ALL", "RESET ROLE", "SET ROLE NONE",
                "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
                "DO $$ BEGIN SET search_path = pg_catalog; SET shop.tenant = 'y'; END $$").map(set -> Arguments.of(postgres, set)));
    }

    @ParameterizedTest
    @MethodSource("eachServerAndEachSetting")
    void whatAScriptSetsDoesNotReachTheNext(Postgres postgres, String set) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            write(set.formatted(otherRole(database)));

            run(database).succeeds();

            List<String> notes = notes(database).stream().map(note -> note.substring(note.indexOf('|'))).toList();
            assertThat(notes).hasSize(4).containsOnly(notes.get(0));
            assertThat(notes.get(0)).matches(Pattern.quote("|%1$s|%1$s|".formatted(database.role()))
                    + ".*\\bpublic\\b.*" + Pattern.quote("|1234ms|1min||") + ".*" + Pattern.quote("|read committed"));
            dropOtherRole(database);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theRoleOfTheRunIsBackForEachScript(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            String owner = otherRole(database);
            Query.executeAsSuperuser(database, "GRANT ALL ON SCHEMA public TO " + owner);
            write("RESET ROLE");

            run(database).with("MIGRATOR_ROLE", owner).succeeds();

            assertThat(Query.rows(database, "SELECT DISTINCT installed_by FROM flyway_schema_history")).containsExactly(owner);
            assertThat(notes(database)).hasSize(4).allSatisfy(note -> assertThat(note).contains("|" + owner + "|" + database.role() + "|"));
            dropOtherRole(database);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theAuthorizationOfTheSessionIsBackForEachScript(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            write("SET SESSION AUTHORIZATION " + database.role());

            run(database).with("DATABASE_URL", "postgresql://postgres@127.0.0.1:" + postgres.port() + "/" + database.name()).succeeds();

            assertThat(notes(database)).hasSize(4).allSatisfy(note -> assertThat(note).contains("|postgres|postgres|"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void outsideATransactionNoLockTimeoutIsInForce(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            write("SELECT 1");
            new ScriptFolder(folder).addOutsideTransaction("V3__note.sql", NOTE);

            run(database).succeeds();

            assertThat(Query.rows(database, "SELECT lock_timeout FROM notes ORDER BY n")).containsExactly("1234ms", "0", "1234ms", "1234ms");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aScriptOutsideATransactionMaySetALockTimeoutOfItsOwn(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            write("SELECT 1");
            new ScriptFolder(folder).addOutsideTransaction("V3__note.sql", "SET lock_timeout = '5s';\n" + NOTE);

            run(database).succeeds();

            assertThat(Query.rows(database, "SELECT lock_timeout FROM notes ORDER BY n")).containsExactly("1234ms", "5s", "1234ms", "1234ms");
        }
    }

    /** Notes before and after the setting in scripts of both kinds. */
    private void write(String set) {
        new ScriptFolder(folder)
                .add("V1__notes.sql", "CREATE TABLE notes (n int, u text, s text, search_path text, lock_timeout text, statement_timeout text, "
                        + "tenant text, zone text, isolation text);\nGRANT ALL ON notes TO PUBLIC;\n" + NOTE)
                .add("V2__set.sql", set + ";")
                .add("V3__note.sql", NOTE)
                .addOutsideTransaction("V4__set_again.sql", set + ";")
                .add("V5__note.sql", NOTE)
                .add("R__a.sql", "SELECT 1;\n" + set + ";")
                .add("R__b.sql", NOTE);
    }

    private MigratorRun run(TestDatabase database) {
        return MigratorRun.on(database, folder).with("MIGRATOR_LOCK_TIMEOUT", "1234ms").with("MIGRATOR_STATEMENT_TIMEOUT", "1m");
    }

    private static List<String> notes(TestDatabase database) throws SQLException {
        return Query.rows(database, "SELECT * FROM notes ORDER BY n");
    }

    private static String otherRole(TestDatabase database) throws SQLException {
        String role = database.role() + "_other";
        Query.executeAsSuperuser(database, "CREATE ROLE " + role + "; GRANT " + role + " TO " + database.role());
        return role;
    }

    private static void dropOtherRole(TestDatabase database) throws SQLException {
        String role = database.role() + "_other";
        Query.executeAsSuperuser(database, "DROP OWNED BY " + role + " CASCADE; DROP ROLE " + role);
    }
}
