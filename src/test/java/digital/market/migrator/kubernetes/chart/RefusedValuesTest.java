package digital.market.migrator.kubernetes.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code values.schema.json} refuses, and what it does not. */
class RefusedValuesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "mode: cronjob | /mode",
        "moed: hook | moed",
        "image: {tag: 1.10} | /image/tag",
        "image: {digest: latest} | /image/digest",
        "image: {pullPolicy: Sometimes} | /image/pullPolicy",
        "image: {repository: ''} | /image/repository",
        "image: {repository: a..b} | /image/repository",
        "image: {repository: registry.example:5000/a} | /image/repository",
        "image: {registry: 'a;id'} | /image/registry",
        "image: {registry: '$(id)'} | /image/registry",
        "image: {registry: https://registry.example} | /image/registry",
        "image: {registry: registry.example/} | /image/registry",
        "image: {registry: 'registry.example:port'} | /image/registry",
        "image: {registry: \"registry.example\\n\"} | /image/registry",
        "image: {name: x} | /image",
        "command: migarte | /command",
        "args: --to=3 | /args",
        "timeout: 270 | /timeout",
        "timeout: 4.5m | /timeout",
        "wait: forever | /wait",
        "lockWait: '-1m' | /lockWait",
        "settings: {lockTimeOut: 3s} | /settings",
        "settings: {deadline: 3m} | /settings",
        "settings: {ahead: warn} | /settings/ahead",
        "settings: {lockRetries: many} | /settings/lockRetries",
        "settings: {to: 4} | /settings/to",
        "settings: {terminationLog: end.json} | /settings/terminationLog",
        "database: {port: 65536} | /database/port",
        "database: {port: '5432'} | /database/port",
        "database: {username: bot} | /database",
        "database: {secretAs: volume} | /database/secretAs",
        "database: {inRelease: 'yes'} | /database/inRelease",
        "database: {existingSecret: bot-database} | /database/existingSecret",
        "database: {existingSecret: {preset: cnpg}} | /database/existingSecret/preset",
        "database: {existingSecret: {keys: {uri: uri}}} | /database/existingSecret/keys",
        "database: {existingSecret: {keys: {url: 'my key'}}} | /database/existingSecret/keys/url",
        "database: {tls: {mode: verify}} | /database/tls/mode",
        "database: {tls: {rootCert: {pem: /etc/ca.crt}}} | /database/tls/rootCert/pem",
        "migrations: {scripts: {a/V1__a.sql: SELECT 1}} | /migrations/scripts",
        "hook: {weight: first} | /hook/weight",
        "hook: {deletePolicy: hook-succeeded} | /hook",
        "initContainer: {wait: 600} | /initContainer/wait",
        "initContainer: {timeout: none} | /initContainer/timeout",
        "backoffLimit: -1 | /backoffLimit",
        "terminationGracePeriodSeconds: 0 | /terminationGracePeriodSeconds",
        "resources: {limit: {memory: 64Mi}} | /resources",
        "resources: {limits: {memory: 64 MB}} | /resources/limits/memory",
        "podLabels: {a: true} | /podLabels/a",
        "podLabels: {a: 'b c'} | /podLabels/a",
        "podAnnotations: {a: false} | /podAnnotations/a",
        "extraEnv: {A: b} | /extraEnv",
        "extraEnv: [{value: b}] | /extraEnv/0",
        "extraEnv: [{name: A, value: 1}] | /extraEnv/0",
        "extraEnv: [{name: A, value: true}] | /extraEnv/0",
        "extraEnv: [{name: A, valeu: b}] | /extraEnv/0",
        "extraEnv: [{name: A, value: b, valueFrom: {secretKeyRef: {name: c, key: d}}}] | /extraEnv/0",
        "extraEnv: [{name: A, valueFrom: {secretRef: {name: c}}}] | /extraEnv/0",
        "extraEnvFrom: [{secret: {name: a}}] | /extraEnvFrom/0",
        "extraEnvFrom: [{secretRef: {name: ''}}] | /extraEnvFrom/0",
        "podSecurityContext: {runAsUsr: 1} | /podSecurityContext",
        "podSecurityContext: {capabilities: {drop: [ALL]}} | /podSecurityContext",
        "podSecurityContext: {seccompProfile: {type: Default}} | /podSecurityContext/seccompProfile",
        "securityContext: {fsGroup: 1} | /securityContext",
        "securityContext: {runAsUser: root} | /securityContext/runAsUser",
        "securityContext: {capabilities: {drop: ALL}} | /securityContext/capabilities/drop",
        "tolerations: [{keys: a}] | /tolerations/0",
        "tolerations: [{key: a, value: true}] | /tolerations/0",
        "topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone}] | /topologySpreadConstraints/0",
        "topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, selector: {}}] | /topologySpreadConstraints/0",
        "priorityClassName: High | /priorityClassName",
        "serviceAccount: {name: my_account} | /serviceAccount/name",
        "database: {existingSecret: {name: 'bot database'}} | /database/existingSecret/name",
        "database: {tls: {rootCert: {existingSecret: {name: CA}}}} | /database/tls/rootCert/existingSecret/name",
        "migrations: {existingConfigMap: Scripts} | /migrations/existingConfigMap",
        "imagePullSecrets: [Pull] | /imagePullSecrets/0",
        "settings: {authGrace: none} | /settings/authGrace",
        "imagePullSecrets: [{secret: a}] | /imagePullSecrets/0",
        "nameOverride: Migrator | /nameOverride",
        "networkPolicy: {cidrs: [10.0.0.0]} | /networkPolicy/cidrs/0",
        "affinity: {nodeAfinity: {}} | /affinity",
        "global: {imageRegistry: [a]} | /global/imageRegistry",
        "global: {imageRegistry: 'a;id'} | /global/imageRegistry",
        "enabled: 1 | /enabled",
    })
    void aWrongValueIsRefusedAndNamed(String values, String where) {
        assertThat(Chart.migrator().values(values).refusal()).contains("values don't meet the specifications of the schema").contains(where);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "enabled: true",
        "global: {imageRegistry: mirror.example, imagePullSecrets: [pull], anything: {else: 1}}",
        "global: null",
        "image: {registry: registry.example}",
        "image: {registry: 'registry.example:5000/team/shop'}",
        "image: {registry: '10.0.0.1:5000', repository: team/market-migrator}",
        "image: {registry: '[fd00::1]:5000', repository: a__b/c-d.e}",
        "image: {registry: 123456789012.dkr.ecr.eu-central-1.amazonaws.com, repository: market---migrator}",
    })
    void whatHelmPutsIntoASubChartsValuesIsAcceptedAndSoIsEveryReferenceOfAnImage(String values) {
        assertThat(Chart.migrator().values(values).render().job()).isNotNull();
    }

    @Test
    void theSettingsAreThoseOfTheProgramButForThoseThatTheChartSetsAndThoseOfSingleCommands() {
        var ofTheProgram = new TreeSet<String>();
        Pattern.compile("\\| `(MIGRATOR_[A-Z_]+)` \\|").matcher(Scratch.read(Path.of("README.md"))).results()
                .forEach(row -> ofTheProgram.add(row.group(1)));
        var ofTheChart = new TreeSet<String>();
        Scratch.yaml(Scratch.read(Path.of("helm/market-migrator/values.schema.json"))).at("/properties/settings/properties").properties()
                .forEach(setting -> ofTheChart.add("MIGRATOR_" + setting.getKey().replaceAll("([A-Z])", "_$1").toUpperCase()));

        assertThat(ofTheProgram).containsAll(ofTheChart);
        ofTheProgram.removeAll(ofTheChart);
        assertThat(ofTheProgram).isSubsetOf("MIGRATOR_WAIT", "MIGRATOR_LOCK_WAIT", "MIGRATOR_DEADLINE", "MIGRATOR_AWAIT", "MIGRATOR_REPAIR_LINE",
                "MIGRATOR_FROM", "MIGRATOR_DOWN", "MIGRATOR_RESUME", "MIGRATOR_OUTPUT", "MIGRATOR_AT", "MIGRATOR_YES", "MIGRATOR_WRITE_TARGET");
    }
}
