package digital.market.migrator.kubernetes.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What could only fail in the cluster is refused before, with a sentence. */
class RefusalTest {

    @Test
    void aHookCannotMigrateADatabaseOfTheSameRelease() {
        assertThat(Chart.migrator().values("database: {inRelease: true}").refusal())
                .contains("a pre-install hook runs before anything else of the release exists", "set mode: job", "init container (mode: library)");
        assertThat(Chart.migrator().values("{mode: job, database: {inRelease: true}}").render().job()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "lockWait: 3m1s   | wait (60s) and lockWait (3m1s) do not fit into timeout (270s), of which the migrator has 240s: set timeout to 271s or more",
        "wait: 500h       | do not fit into timeout (270s), of which the migrator has 240s: set timeout to 1800150s or more",
        "timeout: 209999ms | do not fit into timeout (209999ms), of which the migrator has 179s: set timeout to 210s or more",
        "timeout: 30s     | timeout is 30s, and the migrator ends 30s before that, to say why: set it to more than 30s",
        "ttlSecondsAfterFinished: 0 | ttlSecondsAfterFinished is for mode: job",
        "database: {password: a} | database.existingSecret.name is set, and so is database.url or database.password",
        "database: {existingSecret: {keys: {url: ''}}} | nothing says what the Secret holds: set database.existingSecret.preset, or database.existingSecret.keys",
        "database: {existingSecret: {preset: zalando, keys: {url: ''}}} | hold a user and a password only: set database.host and database.name",
        "database: {tls: {rootCert: {existingSecret: {name: a}, existingConfigMap: {name: b}}}} | The authority's certificate is named more than once",
        "migrations: {existingConfigMap: a, scripts: {V1__a.sql: SELECT 1}} | migrations.existingConfigMap and migrations.scripts are both set",
        "extraEnv: [{name: MIGRATOR_WAIT, value: 1h}] | extraEnv sets MIGRATOR_WAIT, which the chart sets already from another value",
        "database: {existingSecret: {preset: zalando, keys: {url: ''}}, host: h} | hold a user and a password only: set database.host and database.name",
        "database: {existingSecret: {keys: {url: '', password: p}}} | no more than password, and the migrator needs a URL, or a host and a user",
        "database: {existingSecret: {keys: {url: '', password: p}}, host: h} | no more than host, password, and the migrator needs",
        "database: {existingSecret: {name: '', keys: {url: ''}}, host: h} | no more than host, and the migrator needs",
        "database: {existingSecret: {name: '', keys: {url: ''}}, user: u, password: p} | no more than password, user, and the migrator needs",
        "wait: 25d | wait is 25d, and a duration is at most 24 days",
        "timeout: 600h | timeout is 600h, and a duration is at most 24 days",
        "initContainer: {lockWait: 24d23h} | initContainer.lockWait is 24d23h, and a duration is at most 24 days",
        "initContainer: {timeout: 25d} | initContainer.timeout is 25d, and a duration is at most 24 days",
        "settings: {statementTimeout: 2147483648ms} | settings.statementTimeout is 2147483648ms, and a duration is at most 24 days",
        "extraEnv: [{name: A, value: a}, {name: B, value: b}, {name: A, value: c}] | extraEnv sets A twice",
        "extraEnv: [{name: DATABASE_URL, value: a}] | extraEnv sets DATABASE_URL, which the chart sets already from another value",
    })
    void whatDoesNotGoTogetherIsRefused(String values, String sentence) {
        assertThat(Chart.migrator().values(values).refusal()).contains(sentence);
    }

    @Test
    void aDatabaseHasToBeNamed() {
        assertThat(new Chart(ChartFolder.MIGRATOR, "bot", "v1.30.0", List.of()).refusal()).contains("Nothing says which database to migrate");
    }

    /** What the values do not give may come from there. */
    @ParameterizedTest
    @ValueSource(strings = {"extraEnv: [{name: PGHOST, value: a}]", "extraEnvFrom: [{secretRef: {name: a}}]"})
    void anAddressMayComeFromMoreVariables(String extra) {
        assertThat(Chart.migrator().values("database: {existingSecret: {preset: zalando, keys: {url: ''}}}").values(extra).render().job()).isNotNull();
    }

    @Test
    void theLongestDurationOfTheProgramIsNotRefused() {
        assertThat(Chart.migrator().values("settings: {statementTimeout: 2147483647ms, lockTimeout: none}").render().job()).isNotNull();
    }

    @Test
    void waitsThatJustFitAreNotRefused() {
        assertThat(Chart.migrator().values("lockWait: 3m").render().job().getSpec().getActiveDeadlineSeconds()).isEqualTo(270);
    }
}
