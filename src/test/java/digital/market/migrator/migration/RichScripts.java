package digital.market.migrator.migration;

import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.PlainFlyway;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** A folder with something of all that a script can be, and the placeholders that it needs. */
final class RichScripts {

    static final String LONG = "a_description_that_is_longer_than_the_history_holds_".repeat(4) + "at_its_end";

    private static final Map<String, String> PLACEHOLDERS = Map.of("greeting", "good day", "audience", "PUBLIC");

    private RichScripts() {
    }

    static void write(Path folder) {
        new ScriptFolder(folder)
                .add("V1_1__tables.sql", "CREATE TABLE shelves (id int PRIMARY KEY, label text);\n")
                .add("V01.2__ends_as_on_windows.sql", "CREATE TABLE books (id int,\r\n  shelf int);\r\n\r\n-- the end\r\n")
                .add("V2__with_byte_order_mark.sql", "\uFEFFCREATE TABLE \"mäuse\" (id int);\n")
                .add("sub/deeper/V3__in_a_subfolder.sql", "INSERT INTO shelves VALUES (1, '${greeting}');")
                .add("V4__" + LONG + ".sql", "SELECT 1;\nSELECT 2;")
                .add("V5__without_placeholders.sql", "INSERT INTO shelves VALUES (2, '${untouched}');\n")
                .add("V5__without_placeholders.sql.conf", "placeholderReplacement=false\n")
                .addOutsideTransaction("V6.0__outside.sql", "CREATE TYPE mood AS ENUM ('calm');\nALTER TYPE mood ADD VALUE 'glad';\n")
                .add("V7__own_names.sql", "INSERT INTO shelves VALUES (7, '${flyway:defaultSchema} ${flyway:filename} ${flyway:table}');")
                .add("V20240131_1200__empty.sql", "-- nothing\n")
                .add("R__z_view.sql", "CREATE OR REPLACE VIEW labels AS SELECT label FROM shelves;\n")
                .add("sub/R__a_grant.sql", "GRANT SELECT ON shelves TO ${audience};\n")
                .add("R__raw.sql", "SELECT '${kept}';\r\n")
                .add("R__raw.sql.conf", "placeholderReplacement=false");
    }

    static MigratorRun run(TestDatabase database, Path folder) {
        return MigratorRun.on(database, folder)
                .with("MIGRATOR_PLACEHOLDER_GREETING", PLACEHOLDERS.get("greeting"))
                .with("MIGRATOR_PLACEHOLDER_AUDIENCE", PLACEHOLDERS.get("audience"));
    }

    static FluentConfiguration flyway(TestDatabase database, Path folder) {
        return PlainFlyway.of(database, folder).placeholders(PLACEHOLDERS);
    }
}
