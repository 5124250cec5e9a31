package digital.market.migrator.faults;

import digital.market.migrator.testing.ScriptFolder;
import java.nio.file.Path;

/** Catalogs whose scripts run without a transaction, so that a fault may leave half of one behind. */
final class OutsideCatalog {

    private OutsideCatalog() {
    }

    /** Scripts that can be run again, whatever is there of them already but an INVALID index. */
    static Path repeatable(Path folder) {
        return goods(folder)
                .add("V2__names.sql", "CREATE INDEX CONCURRENTLY IF NOT EXISTS goods_name ON goods (name);\n")
                .add("V3__vacuum.sql", "VACUUM goods;\n")
                .addOutsideTransaction("V4__steps.sql", """
                        DROP INDEX CONCURRENTLY IF EXISTS goods_both;
                        CREATE INDEX CONCURRENTLY goods_both ON goods (id, name);
                        UPDATE goods SET name = upper(name);
                        ANALYZE goods;
                        """)
                .add("V5__last.sql", "CREATE TABLE last (id int);\n")
                .path();
    }

    /** Scripts that fail when what they make is there. */
    static Path once(Path folder) {
        return goods(folder)
                .add("V2__names.sql", "CREATE INDEX CONCURRENTLY goods_name ON goods (name);\n")
                .addOutsideTransaction("V3__steps.sql", "CREATE TABLE prices (price int);\nINSERT INTO prices VALUES (1);\nVACUUM prices;\n")
                .add("V4__last.sql", "CREATE TABLE last (id int);\n")
                .path();
    }

    /** What somebody does by hand who reads that a script of {@link #once} stopped half-way, and finds all of what it makes. */
    static String takeBackWhatFailed() {
        return """
                DO $$
                BEGIN
                    IF EXISTS (SELECT FROM flyway_schema_history WHERE version = '2' AND NOT success) THEN
                        DROP INDEX IF EXISTS goods_name;
                    END IF;
                    IF EXISTS (SELECT FROM flyway_schema_history WHERE version = '3' AND NOT success) THEN
                        DROP TABLE IF EXISTS prices;
                    END IF;
                END
                $$
                """;
    }

    private static ScriptFolder goods(Path folder) {
        return new ScriptFolder(folder).add("V1__goods.sql",
                "CREATE TABLE goods (id int, name text);\nINSERT INTO goods SELECT n, 'goods ' || n FROM generate_series(1, 20) AS n;\n");
    }
}
