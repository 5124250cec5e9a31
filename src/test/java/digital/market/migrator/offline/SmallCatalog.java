package digital.market.migrator.offline;

import digital.market.migrator.testing.ScriptFolder;
import java.nio.file.Path;

/** Small catalogs whose scripts leave a trace each time they are run: a row, and a number that counts up. */
final class SmallCatalog {

    private static final String SECOND = """
            INSERT INTO ledger SELECT count(*), 'V2; again' FROM ledger;
            CREATE FUNCTION note(text) RETURNS void LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO ledger SELECT count(*), $1 FROM ledger;
            END;
            $$;
            SELECT note('V2');
            UPDATE ledger SET runs = runs + 1;
            """;

    private SmallCatalog() {
    }

    /** Three versions that write data, and a repeatable that does. */
    static TestCatalog transactional(Path folder) {
        versioned(folder)
                .add("V2__notes.sql", SECOND)
                .add("U2__notes.sql", "DROP FUNCTION note(text);\nDELETE FROM ledger WHERE what LIKE 'V2%';\nUPDATE ledger SET runs = runs - 1;\n")
                .add("V3__sum.sql", "SELECT note('V3');\nCREATE TABLE sums (sum int);\nINSERT INTO sums SELECT sum(runs) FROM ledger;\n")
                .add("U3__sum.sql", "DROP TABLE sums;\nDELETE FROM ledger WHERE what = 'V3';\n");
        new ScriptFolder(folder.resolve("repeatable"))
                .add("R__view.sql", "CREATE OR REPLACE VIEW all_notes AS SELECT what FROM ledger;\nSELECT note('R');\n");
        return TestCatalog.of(folder, "1", "2", "3");
    }

    /** Three versions, of which the second runs without a transaction. */
    static TestCatalog partlyOutside(Path folder) {
        versioned(folder)
                .addOutsideTransaction("V2__outside.sql", """
                        INSERT INTO ledger SELECT count(*), 'V2' FROM ledger;
                        CREATE INDEX CONCURRENTLY ledger_what ON ledger (what);
                        BEGIN;
                        UPDATE ledger SET runs = runs + 1;
                        INSERT INTO ledger SELECT count(*), 'V2; once more' FROM ledger;
                        COMMIT;
                        VACUUM ledger;
                        """)
                .add("V3__last.sql", "INSERT INTO ledger SELECT count(*), 'V3' FROM ledger;\n");
        return TestCatalog.of(folder, "1", "2", "3");
    }

    private static ScriptFolder versioned(Path folder) {
        return new ScriptFolder(folder.resolve("versioned"))
                .add("V1__ledger.sql", "CREATE TABLE ledger (n bigint, what text, runs int DEFAULT 0);\nINSERT INTO ledger VALUES (0, 'V1');\n")
                .add("U1__ledger.sql", "DROP TABLE ledger;\n");
    }
}
