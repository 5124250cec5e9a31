package digital.market.migrator.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsReaderTest {

    private static final String URL = "postgresql://bot:hunter2@db:5432/shop";
    private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
    private static final String KEY = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----";

    @TempDir
    private Path folder;

    @Test
    void aMountedCertificateIsItselfTheFile() throws IOException {
        Path certificate = file("ca.crt", CERTIFICATE);
        Settings settings = read("PGSSLMODE", "verify-full", "PGSSLROOTCERT_FILE", certificate.toString());
        assertThat(settings.target().rootCertificates().orElseThrow().reveal()).isEqualTo(CERTIFICATE);
        assertThat(settings.origins()).contains(new Setting("sslrootcert", certificate.toString(), "PGSSLROOTCERT_FILE"));
    }

    @Test
    void aCertificateMayBeGivenItself() {
        Settings settings = read("PGSSLMODE", "verify-full", "PGSSLROOTCERT", "Shop CA\n" + CERTIFICATE + "\n");
        assertThat(settings.warnings()).isEmpty();
        assertThat(settings.target().rootCertificates().orElseThrow().reveal()).contains(CERTIFICATE);
        assertThat(settings.origins()).contains(new Setting("sslrootcert", "given as PEM", "PGSSLROOTCERT"));
    }

    @Test
    void aRotatedFileIsReadAnew() throws IOException {
        Path certificate = file("tls.crt", CERTIFICATE);
        Path key = file("tls.key", KEY);
        ClientCertificate client = read("PGSSLCERT", certificate.toString(), "PGSSLKEY_FILE", key.toString()).target().clientCertificate().orElseThrow();
        Files.writeString(certificate, CERTIFICATE.replace("MIIB", "MIIC"));
        Files.writeString(key, KEY.replace("c2", "d2"));
        assertThat(client.certificate().reveal()).contains("MIIC");
        assertThat(client.key().reveal()).contains("d2VjcmV0");
        Files.delete(certificate);
        assertThat(catchThrowableOfType(MigrationException.class, client.certificate()::reveal).outcome()).isEqualTo(Outcome.CONFIGURATION);
    }

    @Test
    void aKeyIsNeverShown() throws IOException {
        Path key = file("tls.key", KEY);
        assertThat(read("PGSSLCERT", CERTIFICATE, "PGSSLKEY", KEY).origins()).contains(new Setting("sslkey", "****", "PGSSLKEY"));
        Settings settings = read("DATABASE_URL", URL + "?sslkey=" + key, "PGSSLCERT", CERTIFICATE);
        assertThat(settings.origins()).contains(new Setting("sslkey", "****", "DATABASE_URL"), new Setting("sslcert", "given as PEM", "PGSSLCERT"));
        assertThat(settings + "" + settings.target()).doesNotContain("c2VjcmV0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify-ca", "verify-full"})
    void toVerifyTakesARootCertificate(String mode) {
        assertThat(refused("PGSSLMODE", mode)).hasMessageStartingWith("sslmode=" + mode + " needs the certificate of the authority")
                .hasMessageContaining("PGSSLROOTCERT=/run/secrets/ca.crt");
        assertThat(refused("DATABASE_URL", URL + "?sslmode=" + mode + "&sslrootcert=/missing"))
                .hasMessageStartingWith("sslrootcert in DATABASE_URL names a file that does not exist or cannot be read: name the one that holds");
    }

    @Test
    void whereLibpqLooksWillDo() throws IOException {
        Files.createDirectory(folder.resolve(".postgresql"));
        file(".postgresql/root.crt", CERTIFICATE);
        assertThat(read("PGSSLMODE", "verify-full", "HOME", folder.toString()).target().rootCertificates().orElseThrow().reveal()).isEqualTo(CERTIFICATE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"disable", "allow", "prefer", "require"})
    void aCertificateThatIsNotThereIsNotMissedWhereNothingIsVerified(String mode) {
        assertThat(read("PGSSLMODE", mode, "PGSSLROOTCERT", "/missing").target().rootCertificates()).isEmpty();
    }

    @Test
    void theAuthoritiesOfTheSystemGoWithNamesThatAreChecked() {
        Target target = read("PGSSLROOTCERT", "system").target();
        assertThat(target.sslMode()).isEqualTo(SslMode.VERIFY_FULL);
        assertThat(target.rootCertificates()).isEmpty();
        assertThat(refused("PGSSLROOTCERT", "system", "PGSSLMODE", "require")).hasMessageStartingWith("sslrootcert=system is of use only");
    }

    @ParameterizedTest
    @CsvSource({"PGSSLCERT, PGSSLKEY", "PGSSLKEY, PGSSLCERT"})
    void aCertificateAndItsKeyGoTogether(String one, String missing) {
        assertThat(refused(one, "/x")).hasMessageStartingWith("A client certificate (PGSSLCERT) and its private key (PGSSLKEY) go together: set " + missing);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----TUlJQg==-----END ENCRYPTED PRIVATE KEY-----                                       | is encrypted
            -----BEGIN RSA PRIVATE KEY-----Proc-Type: 4,ENCRYPTED DEK-Info: AES,0 TUlJQg==-----END RSA PRIVATE KEY-----              | is encrypted
            -----BEGIN OPENSSH PRIVATE KEY-----TUlJQg==-----END OPENSSH PRIVATE KEY-----                                           | openssl pkey -in old.key
            -----BEGIN PRIVATE KEY-----TUlJQg==                                                                                    | a beginning and no end
            -----BEGIN PRIVATE KEY-----TUlJQg=-----END PRIVATE KEY-----                                                            | is not Base64
            -----BEGIN PRIVATE KEY----------END PRIVATE KEY-----                                                                   | is not Base64
            -----BEGIN CERTIFICATE-----TUlJQg==-----END CERTIFICATE-----                                                           | no private key
            """)
    void aKeyThatCannotBeReadIsRefused(String key, String reason) {
        assertThat(refused("PGSSLCERT", CERTIFICATE, "PGSSLKEY", key)).hasMessageStartingWith("PGSSLKEY cannot be used: ").hasMessageContaining(reason)
                .hasMessageNotContaining("TUlJ");
    }

    @Test
    void aFileThatHoldsNoPemIsRefused() throws IOException {
        assertThat(refused("PGSSLMODE", "verify-ca", "PGSSLROOTCERT", file("ca.crt", "not a certificate").toString()))
                .hasMessageContaining("holds no certificate in PEM").hasMessageContaining("openssl x509");
    }

    @Test
    void certificateAndKeyMayStandInOneFile() throws IOException {
        String both = file("both.pem", CERTIFICATE + "\n-----BEGIN EC PARAMETERS-----\nMIIB\n-----END EC PARAMETERS-----\n" + KEY).toString();
        assertThat(read("PGSSLCERT", both, "PGSSLKEY", both).target().clientCertificate()).isPresent();
    }

    @Test
    void channelBindingTakesTls() {
        assertThat(refused("DATABASE_URL", URL + "?sslmode=disable&channel_binding=require"))
                .hasMessage("channel_binding=require needs TLS, and sslmode is disable: set PGSSLMODE=require.");
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content + "\n");
    }

    private static Settings read(String... more) {
        Map<String, String> environment = new HashMap<>(Map.of("DATABASE_URL", URL));
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return SettingsReader.read(environment, Map.of());
    }

    private static MigrationException refused(String... more) {
        MigrationException refusal = catchThrowableOfType(MigrationException.class, () -> read(more));
        assertThat(refusal.outcome()).isEqualTo(Outcome.CONFIGURATION);
        return refusal;
    }
}
