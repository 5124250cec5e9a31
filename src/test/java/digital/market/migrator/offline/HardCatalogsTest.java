package digital.market.migrator.offline;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.testing.DatabaseContent;
import digital.market.migrator.testing.Fragments;
import digital.market.migrator.testing.OtherRole;
import digital.market.migrator.testing.PgDump;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Psql;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Online and offline give the same, whatever stands in the scripts and whatever the things are called. */
class HardCatalogsTest {

    @TempDir
    Path folder;

    /** A {@code psql} older than 18 does not tell a server of 18 where such data ends. */
    @ParameterizedTest
    @EnumSource(names = "V18", mode = EnumSource.Mode.EXCLUDE)
    void theDataOfACopyMayBeCsv(Postgres postgres) throws SQLException {
        ScriptFolder scripts = new ScriptFolder(folder.resolve("versioned")).add("V1__first.sql", Fragments.first());
        Fragments.add(scripts, "copy-csv", 2);

        bothLeaveTheSame(postgres, TestCatalog.of(folder, "1", "2"));
    }

    @ParameterizedTest
    @EnumSource
    void allScriptsTogetherLeaveTheSame(Postgres postgres) throws SQLException {
        ScriptFolder scripts = new ScriptFolder(folder.resolve("versioned")).add("V1__first.sql", Fragments.first());
        List<String> all = Fragments.all();
        for (int i = 0; i < all.size(); i++) {
            Fragments.add(scripts, all.get(i), 10 + i);
        }
        scripts.add("V40__with_byte_order_mark.sql", "\uFEFF" + Fragments.text("literals", 40))
                .add("V41__windows.sql", Fragments.text("windows", 41).replace("\n", "\r\n"))
                .add("V42__windows_data.sql", "\uFEFF" + Fragments.text("copy", 42).replace("\n", "\r\n"))
                .add("V42.1__windows_comments.sql", Fragments.text("comments", 43).replace("\n", "\r\n"))
                .add("sub/deeper/V43__in_a_subfolder.sql", Fragments.text("session-note", 44))
                .add("V44__without_placeholders.sql", "CREATE TABLE raw AS SELECT '${untouched} ${flyway:table}'::text AS text;\n")
                .add("V44__without_placeholders.sql.conf", "placeholderReplacement=false\n")
                .add("V45__" + "a_description_that_is_longer_than_the_history_holds_".repeat(4) + ".sql", "SELECT 1;\nSELECT 2;")
                .add("V46__long.sql", megabyte());
        new ScriptFolder(folder.resolve("repeatable"))
                .add("R__view.sql", "CREATE OR REPLACE VIEW labels AS SELECT name, '${greeting}'::text AS greeting FROM goods;\n")
                .add("sub/R__a_grant.sql", "\uFEFFGRANT SELECT ON goods TO ${role};\r\n")
                .add("R__raw.sql", "SELECT '${kept}';\r\n")
                .add("R__raw.sql.conf", "placeholderReplacement=false");

        bothLeaveTheSame(postgres, TestCatalog.of(folder, "1", "46"));
    }

    @ParameterizedTest
    @EnumSource
    void namesMayHoldWhateverNamesMayHold(Postgres postgres) throws SQLException {
        String schema = "The \"shop's\" $$ schema; --\\";
        String table = "the 'history' of $record$ :it; --/*";
        new ScriptFolder(folder.resolve("versioned"))
                .add("V1__table.sql", "CREATE TABLE notes (n int, u text, path text);\n"
                        + "INSERT INTO notes VALUES (1, current_user, current_setting('search_path'));\n")
                .add("V2__it's_$$_a_name;_--.sql", "SET search_path = pg_catalog;\nRESET ROLE;\n")
                .add("sub 'folder' $/V3__after.sql",
                        "INSERT INTO notes VALUES (3, current_user, $text$ ${flyway:defaultSchema} ${flyway:table}$text$);\n")
                .addOutsideTransaction("V4__outside's.sql", "VACUUM;\nINSERT INTO notes VALUES (4, current_user, current_setting('search_path'));\n");
        new ScriptFolder(folder.resolve("repeatable")).add("R__it's_\"quoted\"_$x$.sql", "INSERT INTO notes VALUES (5, current_user, '');\n");
        TestCatalog catalog = TestCatalog.of(folder, "1", "2", "3", "4").with("MIGRATOR_SCHEMA", schema).with("MIGRATOR_TABLE", table);
        try (TestDatabase online = postgres.newDatabase(); TestDatabase offline = postgres.newDatabase();
                OtherRole role = OtherRole.of(online, offline)) {
            for (TestDatabase database : List.of(online, offline)) {
                Query.executeAsSuperuser(database, "CREATE SCHEMA \"" + schema.replace("\"", "\"\"") + "\" AUTHORIZATION " + role.identifier());
            }
            TestCatalog asRole = catalog.with("MIGRATOR_ROLE", role.name());

            asRole.migrate(online);
            Psql.on(offline).run(asRole.offline().writeTo(folder.resolve("script.sql"))).exitedWith(0);

            DatabaseContent content = DatabaseContent.of(offline, schema, table);
            assertThat(content.differencesTo(DatabaseContent.of(online, schema, table))).isEmpty();
            assertThat(content.history()).hasSize(5).allSatisfy(row -> assertThat(row).contains("|" + role.name() + "|"));
            assertThat(asRole.online(offline).applies()).isEmpty();
        }
    }

    private void bothLeaveTheSame(Postgres postgres, TestCatalog catalog) throws SQLException {
        try (TestDatabase online = postgres.newDatabase(); TestDatabase offline = postgres.newDatabase();
                OtherRole role = OtherRole.of(online, offline)) {
            TestCatalog complete = withPlaceholders(catalog, role);

            complete.migrate(online);
            Psql.on(offline).run(complete.offline().writeTo(folder.resolve("script.sql"))).exitedWith(0);

            assertThat(DatabaseContent.of(offline).differencesTo(DatabaseContent.of(online))).isEmpty();
            assertThat(PgDump.schema(offline)).isEqualTo(PgDump.schema(online));
            assertThat(complete.leftToDo(offline, catalog.head())).isEmpty();
            Psql.on(offline).run(complete.offline().resume().writeTo(folder.resolve("resume.sql"))).exitedWith(0);
            assertThat(DatabaseContent.of(offline).differencesTo(DatabaseContent.of(online))).as("by a script that skips all of it").isEmpty();
        }
    }

    static TestCatalog withPlaceholders(TestCatalog catalog, OtherRole role) {
        TestCatalog complete = catalog.with("MIGRATOR_PLACEHOLDER_ROLE", role.identifier());
        for (Map.Entry<String, String> placeholder : Fragments.PLACEHOLDERS.entrySet()) {
            complete = complete.with("MIGRATOR_PLACEHOLDER_" + placeholder.getKey().toUpperCase(Locale.ROOT), placeholder.getValue());
        }
        return complete;
    }

    /** A script of that size. */
    private static String megabyte() {
        StringBuilder script = new StringBuilder("CREATE TABLE long (id int, name text);\nINSERT INTO long VALUES\n");
        for (int i = 1; script.length() < 1 << 19; i++) {
            script.append(i > 1 ? ",\n" : "").append("(").append(i).append(", 'a product; with a name that is not short at all')");
        }
        script.append(";\nCOPY long FROM stdin;\n");
        for (int i = 1; script.length() < 1 << 20; i++) {
            script.append(i).append("\tanother product; with a name that is not short either\n");
        }
        return script.append("\\.\n").toString();
    }
}
