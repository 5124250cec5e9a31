package digital.market.migrator.migration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class ScriptRulesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            begin                                       | BEGIN
            BEGIN WORK                                  | BEGIN
            begin isolation level serializable          | BEGIN
            commit                                      | COMMIT
            Commit and chain                            | COMMIT
            rollback                                    | ROLLBACK
            rollback work                               | ROLLBACK
            rollback and no chain                       | ROLLBACK
            abort                                       | ABORT
            end                                         | END
            start /* x */ transaction read only         | START TRANSACTION
            prepare transaction 'x'                     | PREPARE TRANSACTION
            commit prepared 'x'                         | COMMIT PREPARED
            rollback prepared 'x'                       | ROLLBACK PREPARED
            """)
    void aTransactionalScriptThatEndsItsTransactionIsRefused(String statement, String words) {
        assertThat(problems("select 1;\n-- then\n" + statement + ";\nselect 2;")).containsExactly("V1__x.sql line 3: " + words
                + " does not go with a script that runs in a transaction: market-migrator itself begins and ends it, so that "
                + "nothing of a failed script remains. Take it out, or let the script run without a transaction: "
                + "write V1__x.sql.conf with the line executeInTransaction=false.");
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "savepoint s; rollback to s; rollback to savepoint s; rollback work to s; rollback transaction to savepoint s; release s",
            "do $$ begin commit; end $$", "select 'x; commit; '", "create function f() returns int begin atomic select 1; end",
            "prepare begin as select 1", "create table commit(\"end\" int)", "set transaction isolation level serializable",
            "create rule r as on insert to t do also (select 1; select 2)", "-- commit;\nselect 1 /* ; rollback; */",
            "select case when true then 1 end", "copy t from stdin;\nbegin;\n\\.\n", "lock table t in share mode", ""})
    void whatLeavesTheTransactionAloneIsFine(String sql) {
        assertThat(problems(sql)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            reindex table concurrently t                                | REINDEX … CONCURRENTLY
            reindex index concurrently s.i                              | REINDEX … CONCURRENTLY
            REINDEX (VERBOSE, CONCURRENTLY) TABLE t                     | REINDEX … CONCURRENTLY
            reindex(concurrently true)table t                           | REINDEX … CONCURRENTLY
            reindex (concurrently, tablespace x) index i                | REINDEX … CONCURRENTLY
            alter table t detach partition p concurrently               | ALTER TABLE … DETACH PARTITION … CONCURRENTLY
            alter table if exists only s."T 1" detach partition s."P 1" concurrently | ALTER TABLE … DETACH PARTITION … CONCURRENTLY
            cluster                                                     | CLUSTER without a table
            cluster verbose                                             | CLUSTER without a table
            cluster (verbose)                                           | CLUSTER without a table
            cluster (verbose false)                                     | CLUSTER without a table
            alter database d set tablespace s                           | ALTER DATABASE … SET TABLESPACE
            alter database "d d" set tablespace s                       | ALTER DATABASE … SET TABLESPACE
            alter database d tablespace s                               | ALTER DATABASE … SET TABLESPACE
            alter database d with tablespace s                          | ALTER DATABASE … SET TABLESPACE
            alter subscription s refresh publication                    | ALTER SUBSCRIPTION … REFRESH
            alter subscription s add publication p                      | ALTER SUBSCRIPTION … PUBLICATION, which refreshes it,
            alter subscription s set publication p with (refresh = true)| ALTER SUBSCRIPTION … PUBLICATION, which refreshes it,
            alter subscription s set (failover = true)                  | ALTER SUBSCRIPTION … SET (failover or two_phase)
            """)
    void whatPostgresRefusesAndFlywayDoesNotKnowIsRefusedWithTheRemedy(String statement, String name) {
        assertThat(problems("select 1;\n" + statement)).containsExactly("V1__x.sql line 2: PostgreSQL refuses " + name
                + " in a transaction. Let the script run without one: write V1__x.sql.conf with the line executeInTransaction=false.");
        assertThat(FlywayOracle.runsInTransaction(statement)).as("Flyway does not know it").isTrue();
        assertThat(ScriptRules.problems(Scripts.versioned(statement, false), Scripts.NONE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reindex table t", "reindex (concurrently false) table t", "reindex (concurrently off, verbose) table t",
            "alter table t detach partition p", "alter table t detach partition p finalize", "cluster t", "cluster t using i",
            "cluster (verbose) s.t using i", "alter database d set default_tablespace = x", "alter database d rename to tablespace",
            "alter subscription s disable", "alter subscription s add publication p with (refresh = false)",
            "alter subscription s set (slot_name = none)", "refresh materialized view concurrently v",
            "alter type t add value 'x'", "create table concurrently_made(a int)", "analyze"})
    void whatPostgresDoesInATransactionIsFine(String statement) {
        assertThat(problems(statement)).isEmpty();
        assertThat(ScriptRules.runsInTransaction(Scripts.versioned(statement), Scripts.NONE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"create index concurrently i on t(a)", "create unique index concurrently if not exists i on t(a)",
            "CREATE\n/* x */ INDEX -- y\nCONCURRENTLY\n\n\"i\" on t(a)", "create index concurrently\"i\" on t(a)",
            "drop index concurrently i", "drop index concurrently if exists i",
            "vacuum", "vacuum (full) t", "vacuum full t", "create database d", "drop database d", "create tablespace s location '/x'",
            "drop tablespace s", "create subscription s connection '' publication p", "drop subscription s", "alter system set a = 1",
            "reindex schema s", "reindex (verbose) database d", "reindex (concurrently) system d", "reindex database",
            "reindex schema concurrently s"})
    void whatFlywayKnowsRunsOutsideATransactionByItself(String statement) {
        assertThat(FlywayOracle.runsInTransaction(statement)).as("Flyway knows it").isFalse();
        assertThat(ScriptRules.runsInTransaction(Scripts.versioned(statement + ";\n" + statement), Scripts.NONE)).isFalse();
        assertThat(problems(statement)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"create index i on t(a)", "create table d.vacuum(a int)", "select 1", "discard temp", "drop table database",
            "create unique index i on t(concurrently)", "drop schema s", "insert into t values ('vacuum')", "with x as (select 1) select 2",
            "\"vacuum\"", "create or replace view v as select 1", "alter table t add column vacuum int"})
    void whatFlywayRunsInATransactionSoDoWe(String statement) {
        assertThat(FlywayOracle.runsInTransaction(statement)).isTrue();
        assertThat(ScriptRules.runsInTransaction(Scripts.versioned(statement), Scripts.NONE)).isTrue();
    }

    @Test
    void aMixtureThatFlywayRefusesIsRefusedWithTheRemedy() {
        String sql = "set lock_timeout = 0;\ncreate index concurrently i on t(a);\n";

        assertThat(problems(sql)).containsExactly("V1__x.sql line 2: CREATE INDEX runs outside a transaction, the statement in line 1 "
                + "in one. Split the script, or let all of it run without a transaction: "
                + "write V1__x.sql.conf with the line executeInTransaction=false.");
        assertThat(ScriptRules.problems(Scripts.versioned(sql, false), Scripts.NONE)).isEmpty();
    }

    @Test
    void aConfThatForcesATransactionOnWhatCannotRunInOneIsRefused() {
        Migration migration = Scripts.versioned("create index concurrently i on t(a)", true);

        assertThat(ScriptRules.runsInTransaction(migration, Scripts.NONE)).isTrue();
        assertThat(ScriptRules.problems(migration, Scripts.NONE)).containsExactly("V1__x.sql line 1: PostgreSQL refuses CREATE INDEX "
                + "in a transaction. Let the script run without one: change V1__x.sql.conf to executeInTransaction=false.");
    }

    @Test
    void aScriptOutsideATransactionMayHandleItsOwn() {
        Migration migration = Scripts.versioned("begin; select 1; commit; vacuum", false);

        assertThat(ScriptRules.runsInTransaction(migration, Scripts.NONE)).isFalse();
        assertThat(ScriptRules.problems(migration, Scripts.NONE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            begin; select 1                                       | 1 | BEGIN
            select 1;\\nstart transaction;\\nselect 2               | 2 | START TRANSACTION
            begin;\\ncommit;\\nbegin                               | 3 | BEGIN
            begin;\\nsavepoint s;\\nrollback to s                  | 1 | BEGIN
            begin;\\nbegin;\\nselect 1                             | 1 | BEGIN
            begin;\\ncommit and chain                             | 2 | COMMIT
            begin; select 1;\\nrollback work and chain;\\nselect 2 | 2 | ROLLBACK
            begin; do $$ begin commit; end $$                     | 1 | BEGIN
            begin; commit prepared 'x'                            | 1 | BEGIN
            """)
    void aScriptOutsideATransactionThatLeavesItsOwnOpenIsRefused(String sql, int line, String words) {
        Migration migration = Scripts.versioned(sql.replace("\\n", "\n"), false);

        assertThat(ScriptRules.problems(migration, Scripts.NONE)).containsExactly("V1__x.sql line " + line + ": the transaction that "
                + words + " opens is never ended, so that the script's work and its row in the history would be lost. End it with COMMIT.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"begin; commit", "begin; end", "start transaction; rollback", "begin; abort; begin; commit",
            "begin; commit and chain; select 1; commit and no chain", "begin; prepare transaction 'x'", "commit; vacuum",
            "select 'begin'; do $$ begin null; end $$", "begin; savepoint s; rollback to s; commit"})
    void aScriptOutsideATransactionMayEndWhatItBegins(String sql) {
        assertThat(ScriptRules.problems(Scripts.versioned(sql, false), Scripts.NONE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"discard all", "Discard /* x */ All", "select pg_advisory_unlock_all()",
            "select 1, pg_catalog.pg_advisory_unlock_all() from t"})
    void whatFreesTheMigratorsLockIsRefused(String statement) {
        assertThat(problems(statement)).containsExactly("V1__x.sql line 1: this frees the lock by which migrators exclude one another. "
                + "Take it out: each script starts from a fresh session, whatever the one before it did.");
        assertThat(ScriptRules.problems(Scripts.versioned(statement, false), Scripts.NONE)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"discard temp", "discard plans", "select pg_advisory_unlock(1)", "select 'pg_advisory_unlock_all()'"})
    void whatFreesNoneButItsOwnLocksIsFine(String statement) {
        assertThat(problems(statement)).isEmpty();
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        assertThat(problems("begin;\nselect 1;\ncluster;\ncommit;\nselect 'x")).hasSize(4)
                .first().asString().isEqualTo("V1__x.sql line 5: the literal never ends.");
    }

    @Test
    void rulesLookAtTheTextWithItsPlaceholdersReplaced() {
        assertThat(ScriptRules.problems(Scripts.versioned("${what};"), Placeholders.of(Map.of("what", "select 1;\ncommit"))))
                .singleElement().asString().startsWith("V1__x.sql line 2: COMMIT ");
        assertThat(problems("begin; ${nothing}")).singleElement().asString()
                .contains("set MIGRATOR_PLACEHOLDER_NOTHING");
        assertThat(ScriptRules.problems(Scripts.script("sub/V1__x.sql", "select '${nothing}'",
                new ScriptConfig(Optional.empty(), Optional.of(false))), Scripts.NONE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            set search_path = a, b                                | search_path
            SET SESSION Search_Path TO a                          | search_path
            set local lock_timeout = '1s'                         | lock_timeout
            set "app"."Tenant" = 'x'; reset app.other             | app.other,app.tenant
            set role bot; set session role bot; reset role        | role
            set session authorization bot                         | role,session_authorization
            reset session authorization                           | role,session_authorization
            set time zone 'UTC'                                   | timezone
            set local time zone local                             | timezone
            set names 'UTF8'                                      | client_encoding
            set schema 'x'                                        | search_path
            set xml option document                               | xmloption
            set session characteristics as transaction read only  | default_transaction_deferrable,default_transaction_isolation,default_transaction_read_only
            select pg_catalog.set_config('search_path', '', false)| search_path
            select set_config('app.a', 'x', true), "set_config" ( 'b', '', false) | app.a,b
            set transaction read only; set constraints all deferred |
            create function f() returns int language sql set search_path = x as 'select 1' |
            alter role bot set work_mem = '1MB'; update t set a = 1 |
            do $$ begin set role x; end $$                        |
            """)
    void whatAScriptSetsIsKnown(String sql, String parameters) {
        SessionChanges changes = ScriptRules.sessionChanges(Scripts.versioned(sql), Scripts.NONE);

        assertThat(changes.parameters()).containsExactlyElementsOf(parameters == null ? List.of() : List.of(parameters.split(",")));
        assertThat(changes.everything()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset all", "select 1; DISCARD ALL"})
    void resettingEverythingIsKnown(String sql) {
        assertThat(ScriptRules.sessionChanges(Scripts.versioned(sql), Scripts.NONE).everything()).isTrue();
    }

    private static List<String> problems(String sql) {
        return ScriptRules.problems(Scripts.versioned(sql), Scripts.NONE);
    }
}
