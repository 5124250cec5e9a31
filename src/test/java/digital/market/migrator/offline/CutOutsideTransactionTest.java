package digital.market.migrator.offline;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.report.Outcome;
import digital.market.migrator.testing.DatabaseContent;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Psql;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.StatementClient;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a script that runs without a transaction ended early, nobody goes on before somebody has looked at it. */
class CutOutsideTransactionTest {

    private static final String FAILED = "SELECT script FROM flyway_schema_history WHERE NOT success";

    @TempDir
    Path folder;

    @Test
    void whoeverComesNextStopsAndNamesTheRepair() throws SQLException, IOException {
        TestCatalog catalog = SmallCatalog.partlyOutside(folder);
        Stages stages = Stages.of(catalog, Postgres.V18);
        List<String> statements = StatementClient.statements(catalog.offline().script());
        Path whole = catalog.offline().writeTo(folder.resolve("whole.sql"));
        Path resume = catalog.offline().resume().writeTo(folder.resolve("resume.sql"));
        List<DatabaseContent> halfWay = new ArrayList<>();
        try (TestDatabase database = Postgres.V18.newDatabase()) {
            for (int end = 1; end < statements.size(); end++) {
                Stages.clear(database);
                Psql.on(database).run(CutScriptTest.cut(folder, statements, end)).exitedWith(0);
                Stages.awaitEndOfSessions(database);
                DatabaseContent content = DatabaseContent.of(database);

                if (Query.hasTable(database, "flyway_schema_history") && !Query.rows(database, FAILED).isEmpty()) {
                    halfWay.add(content);
                    for (Client client : Client.values()) {
                        assertThat(client.run(database, whole)).contains("V2__outside.sql").contains("repair");
                        assertThat(DatabaseContent.of(database).differencesTo(content)).as(client.toString()).isEmpty();
                    }
                    assertThat(Psql.on(database).thatCarriesOn().run(resume).stderr()).contains("V2__outside.sql").contains("repair");
                    assertThat(catalog.online(database).failsWith(Outcome.DIVERGED).message()).contains("V2__outside.sql").contains("repair");
                    assertThat(DatabaseContent.of(database).differencesTo(content)).isEmpty();
                } else {
                    int reached = stages.reachedBy(database);
                    Client.PSQL_THAT_CARRIES_ON.run(database, whole);
                    assertThat(stages.reachedBy(database)).isGreaterThanOrEqualTo(reached);
                    Psql.on(database).run(resume).exitedWith(0);
                    assertThat(DatabaseContent.of(database).differencesTo(stages.last())).isEmpty();
                }
            }
        }
        assertThat(halfWay).as("states between V1 and the end of V2").hasSizeGreaterThan(3);
    }
}
