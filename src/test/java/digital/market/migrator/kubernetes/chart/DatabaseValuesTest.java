package digital.market.migrator.kubernetes.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatabaseValuesTest {

    private static final Chart CHART = new Chart(ChartFolder.MIGRATOR, "bot", "v1.30.0", List.of());

    @Test
    void theSecretOfCloudNativePgIsReadByItsKeys() {
        assertThat(secrets("existingSecret: {name: shop-app, preset: cloudnative-pg}")).containsExactlyInAnyOrderEntriesOf(Map.of(
                "DB_HOST", "shop-app/host", "DB_PORT", "shop-app/port", "DB_NAME", "shop-app/dbname",
                "DB_USER", "shop-app/username", "DB_PASSWORD", "shop-app/password"));
    }

    @Test
    void theSecretOfCrunchyIsReadByItsKeys() {
        assertThat(secrets("existingSecret: {name: shop-pguser-bot, preset: crunchy}")).containsExactlyInAnyOrderEntriesOf(Map.of(
                "DB_HOST", "shop-pguser-bot/host", "DB_PORT", "shop-pguser-bot/port", "DB_NAME", "shop-pguser-bot/dbname",
                "DB_USER", "shop-pguser-bot/user", "DB_PASSWORD", "shop-pguser-bot/password"));
    }

    @Test
    void theSecretOfZalandoHasUserAndPasswordAndTheRestIsPlain() {
        Container container = container("{existingSecret: {name: bot.shop, preset: zalando}, host: shop, name: shop}");

        assertThat(Rendered.secrets(container)).containsExactlyInAnyOrderEntriesOf(
                Map.of("DB_USER", "bot.shop/username", "DB_PASSWORD", "bot.shop/password"));
        assertThat(Rendered.values(container)).containsEntry("DB_HOST", "shop").containsEntry("DB_NAME", "shop").doesNotContainKey("DB_PORT");
    }

    @Test
    void aKeyOverridesThePresetsAndAPlainValueOverridesTheSecret() {
        Container container = container("{existingSecret: {name: shop-app, preset: cloudnative-pg, keys: {password: pw}}, host: pooler, port: 6432}");

        assertThat(Rendered.secrets(container)).containsEntry("DB_PASSWORD", "shop-app/pw").doesNotContainKeys("DB_HOST", "DB_PORT");
        assertThat(Rendered.values(container)).containsEntry("DB_HOST", "pooler").containsEntry("DB_PORT", "6432");
    }

    @Test
    void asFilesNoSecretIsInTheEnvironmentAndOnlyTheKeysThatAreReadAreMounted() {
        Rendered rendered = render("{existingSecret: {name: shop-app, preset: cloudnative-pg}, host: pooler, secretAs: files}");

        assertThat(Rendered.secrets(rendered.container())).isEmpty();
        assertThat(Rendered.values(rendered.container())).containsEntry("DB_PASSWORD_FILE", "/etc/market-migrator/database/password")
                .containsEntry("DB_HOST", "pooler").doesNotContainKeys("DB_PASSWORD", "DB_HOST_FILE");
        Volume volume = rendered.job().getSpec().getTemplate().getSpec().getVolumes().get(0);
        assertThat(volume.getSecret().getSecretName()).isEqualTo("shop-app");
        assertThat(volume.getSecret().getItems()).extracting(KeyToPath::getKey, KeyToPath::getPath).containsExactlyInAnyOrder(
                tuple("port", "port"), tuple("dbname", "name"),
                tuple("username", "user"), tuple("password", "password"));
        assertThat(rendered.container().getVolumeMounts()).singleElement().hasFieldOrPropertyWithValue("readOnly", true)
                .hasFieldOrPropertyWithValue("mountPath", "/etc/market-migrator/database");
    }

    @Test
    void aSecretThatIsMadeForTheHookHasANameOfItsOwn() {
        Rendered hook = render("{host: db, name: shop, user: bot, password: secret}");

        assertThat(hook.named(Secret.class, "bot-market-migrator-hook").getData()).containsOnlyKeys("password");
        assertThat(Rendered.secrets(hook.container())).containsExactly(Map.entry("DB_PASSWORD", "bot-market-migrator-hook/password"));
        assertThat(CHART.values("mode: job").values("database: {url: postgresql://u:p@h/d}").render()
                .named(Secret.class, "bot-market-migrator").getData()).containsOnlyKeys("url");
    }

    @Test
    void theAuthoritysCertificateIsMountedAndTheServersIsVerified() {
        Rendered rendered = render("{url: 'postgresql://u:p@h/d', tls: {rootCert: {pem: '-----BEGIN CERTIFICATE-----'}}}");

        assertThat(Rendered.values(rendered.container())).containsEntry("PGSSLMODE", "verify-full")
                .containsEntry("PGSSLROOTCERT", "/etc/market-migrator/ca/ca.crt");
        assertThat(rendered.named(ConfigMap.class, "bot-market-migrator-hook-ca").getData()).containsEntry("ca.crt", "-----BEGIN CERTIFICATE-----");
    }

    @Test
    void ofAnExistingCertificateTheKeyIsMountedUnderTheSameNameAndTheModeIsAsGiven() {
        Rendered rendered = render("{url: 'postgresql://u:p@h/d', tls: {mode: verify-ca, rootCert: {existingSecret: {name: ca, key: root.pem}}}}");

        assertThat(Rendered.values(rendered.container())).containsEntry("PGSSLMODE", "verify-ca");
        assertThat(rendered.job().getSpec().getTemplate().getSpec().getVolumes()).singleElement().satisfies(volume ->
                assertThat(volume.getSecret().getItems()).singleElement().hasFieldOrPropertyWithValue("key", "root.pem")
                        .hasFieldOrPropertyWithValue("path", "ca.crt"));
    }

    @Test
    void textInAPasswordIsNeverTakenForATemplateOrForYaml() {
        String password = "a'\\\"{{ .Values }}: #%";
        Secret secret = CHART.values("database: {host: db, name: shop, user: bot, password: \"a'\\\\\\\"{{ .Values }}: #%\"}").render()
                .named(Secret.class, "bot-market-migrator-hook");

        assertThat(Rendered.decoded(secret.getData().get("password"))).isEqualTo(password);
    }

    private static Rendered render(String database) {
        return CHART.values("database: " + (database.startsWith("{") ? database : "{" + database + "}")).render();
    }

    private static Container container(String database) {
        return render(database).container();
    }

    private static Map<String, String> secrets(String database) {
        return Rendered.secrets(container(database));
    }
}
