package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import digital.market.migrator.testing.ScriptFolder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolerRulesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {
        "CREATE INDEX CONCURRENTLY i ON t (id)",
        "VACUUM t",
        "LISTEN shop",
        "UNLISTEN *",
        "PREPARE p AS SELECT 1",
        "DEALLOCATE ALL",
        "DISCARD TEMP",
        "RESET ALL",
        "LOAD 'auto_explain'",
        "DECLARE c SCROLL CURSOR WITH HOLD FOR SELECT 1",
        "CREATE TEMP TABLE t (id integer)",
        "CREATE LOCAL TEMPORARY TABLE t AS SELECT 1 AS id",
        "CREATE TEMP TABLE t (id integer) ON COMMIT DELETE ROWS",
        "CREATE OR REPLACE TEMP VIEW v AS SELECT 1 AS one",
        "SELECT 1 AS one INTO TEMP t",
        "SELECT pg_advisory_lock(1)",
        "SELECT 1, pg_catalog.pg_try_advisory_lock_shared(1)",
    })
    void whatNeedsASessionIsRefused(String statement) {
        assertThat(problems(statement)).singleElement().asString().contains("V1__x.sql").endsWith("set MIGRATOR_POOLER=none.");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "CREATE INDEX i ON t (id)",
        "SET search_path = shop",
        "SET LOCAL lock_timeout = 0",
        "RESET search_path",
        "SELECT set_config('shop.tenant', 'one', false)",
        "CREATE TEMP TABLE t (id integer) ON COMMIT DROP",
        "DECLARE c CURSOR FOR SELECT 1",
        "SELECT pg_advisory_xact_lock(1)",
        "SELECT 1 AS temp",
        "INSERT INTO t VALUES ('LISTEN; PREPARE p')",
        "CREATE TABLE listen (prepare text)",
        "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'SELECT pg_advisory_lock(1)'",
    })
    void whatEndsWithTheTransactionIsNot(String statement) {
        assertThat(problems(statement)).isEmpty();
    }

    private List<String> problems(String statement) {
        new ScriptFolder(folder).add("V1__x.sql", statement + ";\n");
        Migration migration = Catalog.ofFolders(List.of(folder)).versioned().get(0);
        return PoolerRules.problems(migration, Placeholders.of(Map.of()));
    }
}
