package digital.market.migrator.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestDatabaseTest {

    @ParameterizedTest
    @EnumSource
    void statementsOfBothProtocolsAreCountedAndSoAreTheDriversOwn(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            ServerLog.Mark mark = database.mark();
            try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("SELECT 'one\n\tline after another'");
                try (PreparedStatement prepared = connection.prepareStatement("SELECT ?")) {
                    prepared.setInt(1, 42);
                    prepared.execute();
                }
                connection.commit();
            }
            try (Connection simple = DriverManager.getConnection(
                    database.jdbcUrl() + "?preferQueryMode=simple&ApplicationName=a|b", database.role(), database.password());
                 Statement statement = simple.createStatement()) {
                statement.execute("SELECT 2");
            }

            assertThat(database.statements(mark)).extracting(ServerLog.Statement::sql)
                    .contains("BEGIN", "SELECT 'one\n\tline after another'", "SELECT $1", "COMMIT", "SELECT 2")
                    .anyMatch(sql -> sql.startsWith("SET "))
                    .doesNotHaveDuplicates();
            assertThat(database.statements(mark)).last().extracting(it -> it.client().application()).isEqualTo("a|b");
            assertThat(database.connections(mark)).hasSize(2).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStatementThatTheServerRefusesIsCountedOnce(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase();
             Connection connection = database.connect();
             Statement statement = connection.createStatement()) {
            ServerLog.Mark mark = database.mark();

            assertThatThrownBy(() -> statement.execute("SELECT * FROM nowhere")).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> statement.execute("SELECT 1 / 0")).isInstanceOf(SQLException.class);

            assertThat(database.statements(mark)).extracting(ServerLog.Statement::sql)
                    .containsExactly("SELECT * FROM nowhere", "SELECT 1 / 0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSuperusersWorkIsNotCounted(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            ServerLog.Mark mark = database.mark();
            try (Connection superuser = database.asSuperuser(); Statement statement = superuser.createStatement()) {
                statement.execute("SELECT 1");
            }

            assertThat(database.statements(mark)).isEmpty();
            assertThat(database.connections(mark)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobodyElseMayUseItsSchema(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase();
             TestDatabase neighbour = postgres.newDatabase();
             Connection owner = database.connect();
             Statement create = owner.createStatement();
             Connection stranger = DriverManager.getConnection(database.jdbcUrl(), neighbour.role(), neighbour.password());
             Statement intrude = stranger.createStatement()) {
            create.execute("CREATE TABLE mine ()");

            assertThatThrownBy(() -> intrude.execute("CREATE TABLE public.yours ()")).hasMessageContaining("permission denied");
            assertThatThrownBy(() -> intrude.execute("TABLE public.mine")).hasMessageContaining("permission denied");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWrongPasswordIsRefused(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), database.role(), "guess"))
                    .hasMessageContaining("password authentication failed");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theUrlHoldsThePasswordPercentEncoded(Postgres postgres) throws SQLException {
        try (TestDatabase database = postgres.newDatabase()) {
            URI url = URI.create(database.url());

            assertThat(url.getUserInfo()).isEqualTo(database.role() + ":" + database.password());
            assertThat(url.getRawUserInfo()).contains("%");
            assertThat(url.getPath()).isEqualTo("/" + database.name());
        }
    }
}
