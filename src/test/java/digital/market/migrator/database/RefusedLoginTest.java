package digital.market.migrator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.SettingsReader;
import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A role that may not log in now, and what lets it. */
class RefusedLoginTest {

    private TestDatabase database;

    @BeforeEach
    void createDatabase() {
        database = Postgres.V17.newDatabase();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        Query.executeAsSuperuser(database, "ALTER ROLE \"%s\" LOGIN CONNECTION LIMIT -1".formatted(database.role()));
        database.close();
    }

    @Test
    void aRoleWithoutLogin() throws SQLException {
        Query.executeAsSuperuser(database, "ALTER ROLE \"%s\" NOLOGIN".formatted(database.role()));

        assertThat(fails(Outcome.DENIED)).contains("ALTER ROLE \"" + database.role() + "\" LOGIN");
    }

    @Test
    void aRoleWithALimit() throws SQLException {
        Query.executeAsSuperuser(database, "ALTER ROLE \"%s\" CONNECTION LIMIT 0".formatted(database.role()));

        assertThat(fails(Outcome.UNREACHABLE)).contains("ALTER ROLE \"" + database.role() + "\" CONNECTION LIMIT -1", "rolconnlimit");
    }

    @Test
    void aDatabaseWithALimit() throws SQLException {
        try (Connection open = database.connect()) {
            Query.executeAsSuperuser(database, "ALTER DATABASE \"%s\" CONNECTION LIMIT 0".formatted(database.name()));

            assertThat(fails(Outcome.UNREACHABLE)).contains("ALTER DATABASE \"" + database.name() + "\" CONNECTION LIMIT -1", "datconnlimit");
            assertThat(open.isValid(5)).isTrue();
        }
    }

    private String fails(Outcome outcome) {
        MigrationException failure = catchThrowableOfType(MigrationException.class, new Connector(SettingsReader.read(
                Map.of("DATABASE_URL", database.url(), "MIGRATOR_WAIT", "0s"), Map.of()), new Cancellation())::open);
        assertThat(failure.outcome()).as(failure.failure().toString()).isEqualTo(outcome);
        return failure.failure().advice().orElseThrow();
    }
}
