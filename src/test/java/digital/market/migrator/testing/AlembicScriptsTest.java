package digital.market.migrator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The scripts that stand for Alembic in most tests make what the real one makes. */
class AlembicScriptsTest {

    private static final String REVISION = """
            SELECT version_num FROM alembic_version
            """;

    @ParameterizedTest
    @EnumSource
    void eachRevisionIsTheOneThatAlembicMakes(AlembicScripts variant) throws SQLException {
        List<String> made = new ArrayList<>();
        List<String> real = new ArrayList<>();
        for (String revision : AlembicScripts.REVISIONS) {
            try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
                Alembic.on(database).upgrade(variant, revision);
                real.add(content(connection));
            }
            try (TestDatabase database = Postgres.V18.newDatabase(); Connection connection = database.connect()) {
                variant.upgrade(connection, revision);
                made.add(content(connection));
            }
        }

        assertThat(made).isEqualTo(real).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void rowsAreFilledAsAlembicFillsThem(AlembicScripts variant) throws SQLException {
        try (TestDatabase real = Postgres.V18.newDatabase(); TestDatabase made = Postgres.V18.newDatabase();
                Connection byAlembic = real.connect(); Connection byScripts = made.connect()) {
            Alembic alembic = Alembic.on(real);
            alembic.upgrade(variant, AlembicScripts.REVISIONS.get(1));
            BotRows.insert(byAlembic, 1, 20);
            alembic.upgrade(variant, AlembicScripts.HEAD);

            variant.upgradeWithRows(byScripts, AlembicScripts.HEAD, 20);

            assertThat(filled(byScripts)).isEqualTo(filled(byAlembic)).hasSize(20);
        }
    }

    @Test
    void createAllMakesTheTablesThatSqlAlchemyMakes() throws SQLException {
        try (TestDatabase real = Postgres.V18.newDatabase(); TestDatabase made = Postgres.V18.newDatabase();
                Connection bySqlAlchemy = real.connect(); Connection byScript = made.connect()) {
            Alembic.on(real).createAll();

            AlembicScripts.createAll(byScript);

            assertThat(SchemaText.of(byScript, "public", Set.of())).isEqualTo(SchemaText.of(bySqlAlchemy, "public", Set.of()));
        }
    }

    private static String content(Connection connection) throws SQLException {
        return Query.rows(connection, REVISION) + "\n" + SchemaText.of(connection, "public", Set.of());
    }

    private static List<String> filled(Connection connection) throws SQLException {
        return Query.rows(connection, """
                SELECT u.id, p.hidden_content, u.payment_id, u.payment_type
                FROM purchases AS u JOIN products AS p ON p.id = u.product_id ORDER BY u.id
                """);
    }
}
