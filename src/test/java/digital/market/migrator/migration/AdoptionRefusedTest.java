package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Difference;
import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationReport;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.AlembicScripts;
import digital.market.migrator.testing.MigratorRun;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.ScriptFolder;
import digital.market.migrator.testing.Snapshot;
import digital.market.migrator.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is in the way of an adoption is said, and everything stays as it was. */
class AdoptionRefusedTest {

    @TempDir
    private Path folder;
    private TestDatabase database;
    private Connection connection;

    @BeforeEach
    void makeADatabase() throws SQLException {
        database = Postgres.V18.newDatabase();
        connection = database.connect();
    }

    @AfterEach
    void dropIt() throws SQLException {
        connection.close();
        database.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1b95d36c8908 | ALTER TABLE products DROP COLUMN hidden_content                 | missing column products.hidden_content text NOT NULL
            1b95d36c8908 | ALTER TABLE users ALTER telegram_id TYPE numeric                | differs column users.telegram_id: numeric NOT NULL, should be bigint NOT NULL
            2fda6446e69f | ALTER TABLE users ADD COLUMN phone text                         | unexpected column users.phone text
            2fda6446e69f | ALTER TABLE users DROP CONSTRAINT users_telegram_id_key         | missing constraint users.users_telegram_id_key UNIQUE (telegram_id)
            1720ca777755 | ALTER TABLE purchases ALTER payment_id SET DEFAULT 'none'       | differs column purchases.payment_id: character varying NOT NULL DEFAULT 'none'::character varying, should be character varying NOT NULL
            1720ca777755 | ALTER TABLE users ALTER created_at SET DEFAULT clock_timestamp()| differs column users.created_at: timestamp without time zone NOT NULL DEFAULT clock_timestamp(), should be timestamp without time zone NOT NULL DEFAULT now()
            5ca0f991801d | ALTER TABLE purchases ALTER payment_type DROP NOT NULL          | differs column purchases.payment_type: character varying, should be character varying NOT NULL
            5ca0f991801d | CREATE INDEX purchases_price ON purchases (price)               | unexpected index purchases.purchases_price USING btree (price)
            5ca0f991801d | CREATE TABLE coupons (code text)                                | unexpected table coupons
            5ca0f991801d | ALTER TABLE purchases DROP CONSTRAINT purchases_user_id_fkey    | missing constraint purchases.purchases_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
            """)
    void aSchemaThatIsNotWhatItsRevisionSays(String revision, String change, String difference) throws SQLException {
        AlembicScripts.ORIGINAL.upgradeWithRows(connection, revision, 20);
        Query.execute(connection, change);

        MigrationReport report = isRefused(MigratorRun.on(database), run -> run.reportsFailure(Outcome.DIVERGED));

        assertThat(report.drift().orElseThrow()).extracting(Difference::line).containsExactly(difference);
        assertThat(report.failure().orElseThrow().message()).startsWith("The schema \"public\" of ").endsWith(
                " is not what it should be after the revision that alembic_version holds and all that comes behind it: 1 difference. Nothing was changed.");
        assertThat(report.adopted()).isEmpty();
        assertThat(report.applied()).isEmpty();
    }

    @Test
    void aSchemaThatIsNotAtTheVersionThatTheUserNames() throws SQLException {
        AlembicScripts.createAll(connection);

        Failure failure = isRefused(MigratorRun.on(database).with("MIGRATOR_AT", "3"), run -> run.failsToAdopt(Outcome.ROLLED_BACK));

        assertThat(failure.message()).isEqualTo("V4__payment_type.sql failed in line 6 and was rolled back: "
                + "column \"payment_type\" of relation \"purchases\" already exists.");
    }

    @Test
    void anEmptySchemaThatTheUserTakesForAFullOne() throws SQLException {
        Failure failure = isRefused(MigratorRun.on(database).with("MIGRATOR_AT", "4"), run -> run.failsToAdopt(Outcome.DIVERGED));

        assertThat(failure.message())
                .endsWith(" is not what it should be at version 4 and after all that comes behind it: 4 differences. Nothing was changed.");
    }

    @Test
    void aRevisionThatNoScriptKnows() throws SQLException {
        AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.HEAD);
        Query.execute(connection, "UPDATE alembic_version SET version_num = 'feedc0de'");

        Failure failure = isRefused(MigratorRun.on(database), run -> run.failsWith(Outcome.DIVERGED));

        assertThat(failure.message()).isEqualTo("\"public\".\"alembic_version\" holds the revision feedc0de, which no script names: "
                + "this is another program's schema, or the scripts are older than it.");
        assertThat(failure.advice()).get().asString().contains("-- migrator: revision=feedc0de");
    }

    @Test
    void aRevisionWhereNoScriptKnowsAny() throws SQLException {
        ScriptFolder scripts = new ScriptFolder(folder).add("V1__x.sql", "CREATE TABLE x ();");
        AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.HEAD);

        Failure failure = isRefused(MigratorRun.on(database, scripts.path()), run -> run.failsWith(Outcome.DIVERGED));

        assertThat(failure.message()).contains("holds the revision 5ca0f991801d, which no script names");
    }

    @Test
    void severalRevisions() throws SQLException {
        AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.HEAD);
        Query.execute(connection, "INSERT INTO alembic_version VALUES ('1b95d36c8908')");

        Failure failure = isRefused(MigratorRun.on(database), run -> run.failsWith(Outcome.DIVERGED));

        assertThat(failure.message())
                .isEqualTo("\"public\".\"alembic_version\" holds 2 revisions, 1b95d36c8908 and 5ca0f991801d, where one is expected.");
    }

    @Test
    void aSchemaThatIsMissing() throws SQLException {
        Failure failure = isRefused(MigratorRun.on(database).with("MIGRATOR_SCHEMA", "shop").with("MIGRATOR_AT", "1"), run -> run.failsToAdopt(Outcome.DENIED));

        assertThat(failure.message()).startsWith("The schema \"shop\" does not exist in ").endsWith(", so that there is nothing to take over.");
        assertThat(failure.advice()).contains("Let MIGRATOR_SCHEMA name the one that Alembic or create_all made.");
    }

    @Test
    void rowsThatCannotBeConverted() throws SQLException {
        AlembicScripts.ORIGINAL.upgradeWithRows(connection, AlembicScripts.REVISIONS.get(2), 20);
        Query.execute(connection, "ALTER TABLE purchases ADD COLUMN payment_id text");

        Failure failure = isRefused(MigratorRun.on(database), run -> run.failsWith(Outcome.ROLLED_BACK));

        assertThat(failure.message()).startsWith("V3__payment_id.sql failed in line ").contains("already exists");
    }

    @Test
    void anAdoptionThatTheUserForbids() throws SQLException {
        AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.HEAD);

        Failure failure = isRefused(MigratorRun.on(database).with("MIGRATOR_ADOPT", "never"), run -> run.failsWith(Outcome.DIVERGED));

        assertThat(failure.message()).startsWith("Alembic has migrated the schema \"public\" of ").endsWith("and MIGRATOR_ADOPT is never.");
        assertThat(failure.advice()).contains("Take it over with the command adopt, or let MIGRATOR_ADOPT=auto do it.");
    }

    @Test
    void theCommandAdoptsWhateverTheSettingForMigrateSays() throws SQLException {
        AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.HEAD);

        assertThat(MigratorRun.on(database).with("MIGRATOR_ADOPT", "never").adopts().migration().adopted()).isPresent();
    }

    @Test
    void aVersionThatContradictsAlembic() throws SQLException {
        AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.REVISIONS.get(3));

        Failure failure = isRefused(MigratorRun.on(database).with("MIGRATOR_AT", "4"), run -> run.failsToAdopt(Outcome.CONFIGURATION));

        assertThat(failure.message()).isEqualTo("MIGRATOR_AT (--at) is \"4\", but Alembic has left the schema at its revision 1720ca777755, "
                + "which is version 3. Leave it out: where there is an alembic_version, adopt goes by that.");
    }

    @Test
    void aVersionThatContradictsTheHistory() throws SQLException {
        MigratorRun.on(database).with("MIGRATOR_TO", "2").succeeds();

        Failure failure = isRefused(MigratorRun.on(database).with("MIGRATOR_AT", "4"), run -> run.failsToAdopt(Outcome.CONFIGURATION));

        assertThat(failure.message()).startsWith("MIGRATOR_AT (--at) is \"4\", but the schema \"public\" of ")
                .endsWith(" has a history of its own, and is at version 2. There is nothing to adopt.");
    }

    @Test
    void aVersionThatNoScriptHas() throws SQLException {
        AlembicScripts.createAll(connection);

        Failure failure = isRefused(MigratorRun.on(database).with("MIGRATOR_AT", "9"), run -> run.failsToAdopt(Outcome.CONFIGURATION));

        assertThat(failure.message()).isEqualTo("MIGRATOR_AT (--at) is \"9\": the catalog has no such version; its newest is 4.");
    }

    @Test
    void aSchemaOfWhichNobodySaysWhatItIs() throws SQLException {
        AlembicScripts.createAll(connection);

        Failure failure = isRefused(MigratorRun.on(database), run -> run.failsToAdopt(Outcome.DIVERGED));

        assertThat(failure.message()).startsWith("The schema \"public\" of ").endsWith(" has no alembic_version, so nothing tells which version it is at.");
        assertThat(failure.advice()).get().asString().contains("adopt --at VERSION");
        isRefused(MigratorRun.on(database), run -> run.failsWith(Outcome.DIVERGED));
    }

    @Test
    void aScriptThatCannotRunInATransaction() throws SQLException {
        ScriptFolder scripts = packagedScripts().add("V5__index.sql", "CREATE INDEX CONCURRENTLY purchases_price ON purchases (price);");
        AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.HEAD);

        Failure failure = isRefused(MigratorRun.on(database, scripts.path()).with("MIGRATOR_TARGET", "src/main/resources/db/target-schema.txt"),
                run -> run.failsWith(Outcome.CONFIGURATION));

        assertThat(failure.message()).isEqualTo("V5__index.sql cannot run in a transaction, and an adoption is one, so that it can be taken back. "
                + "Adopt with scripts that end before it, then run with all of them.");
    }

    @Test
    void scriptsOfWhichNobodySaysWhatTheyLeadTo() throws SQLException {
        ScriptFolder scripts = packagedScripts().add("V5__index.sql", "CREATE INDEX purchases_price ON purchases (price);");
        AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.HEAD);

        Failure failure = isRefused(MigratorRun.on(database, scripts.path()), run -> run.failsWith(Outcome.CONFIGURATION));

        assertThat(failure.message()).startsWith("An adoption ends with a comparison, and the schema is not compared, since nothing says what these "
                + "scripts lead to");
    }

    @Test
    void aVersionBeforeTheNewestOfWhichNobodySaysWhatItLooksLike() throws SQLException {
        AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.REVISIONS.get(1));

        Failure failure = isRefused(MigratorRun.on(database).with("MIGRATOR_TO", "2"), run -> run.failsWith(Outcome.CONFIGURATION));

        assertThat(failure.message()).isEqualTo("An adoption ends with a comparison, and the schema is not compared, since what it should be is known "
                + "for the newest version only, V4.");
        assertThat(failure.advice()).get().asString().startsWith("It needs all scripts (no MIGRATOR_TO)");
    }

    @Test
    void aConstraintWhoseNameSomethingElseHas() throws SQLException {
        AlembicScripts.createAll(connection);
        Query.execute(connection, "CREATE SEQUENCE uq_purchases_payment_id");

        Failure failure = isRefused(MigratorRun.on(database).with("MIGRATOR_AT", "4"), run -> run.failsToAdopt(Outcome.DIVERGED));

        assertThat(failure.message()).contains("RENAME CONSTRAINT \"purchases_payment_id_key\" TO \"uq_purchases_payment_id\"",
                "relation \"uq_purchases_payment_id\" already exists");
    }

    @Test
    void anAlembicVersionThatBelongsToSomebodyElse() throws SQLException {
        AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.HEAD);
        Query.executeAsSuperuser(database, "ALTER TABLE alembic_version OWNER TO postgres; GRANT SELECT ON alembic_version TO " + database.role());

        Failure failure = isRefused(MigratorRun.on(database), run -> run.failsWith(Outcome.DENIED));

        assertThat(failure.message()).isEqualTo("\"public\".\"alembic_version\" belongs to \"postgres\", and the role of this run may not do with it "
                + "what an adoption needs: permission denied for table alembic_version.");
        String advice = failure.advice().orElseThrow();
        Query.executeAsSuperuser(database, advice.substring(advice.indexOf("GRANT"), advice.indexOf(" TO that role")) + " TO " + database.role());
        assertThat(MigratorRun.on(database).succeeds().adopted()).isPresent();
    }

    @Test
    void tablesThatBelongToSomebodyElse() throws SQLException {
        AlembicScripts.ORIGINAL.upgrade(connection, AlembicScripts.HEAD);
        Query.executeAsSuperuser(database, "ALTER TABLE purchases OWNER TO postgres");

        Failure failure = isRefused(MigratorRun.on(database), run -> run.failsWith(Outcome.DENIED));

        assertThat(failure.message()).endsWith("and could not be: must be owner of table purchases.");
        assertThat(failure.advice()).contains("Let MIGRATOR_ROLE name the owner of the tables.");
    }

    /** The run has to leave everything as it was: schema, history, Alembic's revision and rows. */
    private <R> R isRefused(MigratorRun run, Function<MigratorRun, R> refused) throws SQLException {
        Snapshot before = Snapshot.of(database);
        List<String> rows = rows();

        R failure = refused.apply(run);

        assertThat(Snapshot.of(database)).isEqualTo(before);
        assertThat(rows()).isEqualTo(rows);
        return failure;
    }

    private List<String> rows() throws SQLException {
        try (Connection superuser = database.asSuperuser()) {
            return Query.rows(superuser, "SELECT table_name, query_to_xml(format('TABLE %I.%I', table_schema, table_name), true, true, '') "
                    + "FROM information_schema.tables WHERE table_schema = 'public' ORDER BY table_name");
        }
    }

    private ScriptFolder packagedScripts() {
        Catalog.packaged().versioned().forEach(migration -> new ScriptFolder(folder).add(migration.script(), migration.content()));
        return new ScriptFolder(folder);
    }
}
