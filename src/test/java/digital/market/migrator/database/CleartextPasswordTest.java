package digital.market.migrator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.SettingsReader;
import digital.market.migrator.testing.PasswordThief;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody gets the password in clear who only asks for it. */
class CleartextPasswordTest {

    @ParameterizedTest
    @ValueSource(strings = {"disable", "prefer"})
    void aServerOfTheNetworkDoesNotGetItWithoutTls(String sslMode) throws IOException {
        try (PasswordThief thief = PasswordThief.at(address())) {
            MigrationException failure = fails(thief, Map.of("PGSSLMODE", sslMode));

            assertThat(failure.outcome()).isEqualTo(Outcome.DENIED);
            assertThat(failure).hasMessageContaining("asks for the password in clear");
            assertThat(failure.failure().advice()).get().asString().contains("PGSSLMODE=verify-full", "MIGRATOR_CLEARTEXT_PASSWORD=allow");
            assertThat(thief.password()).isEmpty();
        }
    }

    @Test
    void whereItIsAllowedItDoes() throws IOException {
        try (PasswordThief thief = PasswordThief.at(address())) {
            fails(thief, Map.of("MIGRATOR_CLEARTEXT_PASSWORD", "allow"));

            assertThat(thief.password()).contains("secret");
        }
    }

    /** Where a proxy in the same pod authenticates for us. */
    @Test
    void onLoopbackItDoes() throws IOException {
        try (PasswordThief thief = PasswordThief.at("127.0.0.1")) {
            fails(thief, Map.of());

            assertThat(thief.password()).contains("secret");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"scram-sha-256", "!password", "!password,!md5", "md5,scram-sha-256", "none"})
    void norWhereRequireAuthForbidsIt(String methods) throws IOException {
        try (PasswordThief thief = PasswordThief.at("127.0.0.1")) {
            MigrationException failure = fails(thief, Map.of("PGREQUIREAUTH", methods));

            assertThat(failure.outcome()).isEqualTo(Outcome.DENIED);
            assertThat(failure).hasMessageContaining("require_auth allows (" + methods + ")");
            assertThat(thief.password()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"password", "!scram-sha-256,!none", "md5,password"})
    void andWhereItAllowsItItDoes(String methods) throws IOException {
        try (PasswordThief thief = PasswordThief.at("127.0.0.1")) {
            fails(thief, Map.of("PGREQUIREAUTH", methods));

            assertThat(thief.password()).contains("secret");
        }
    }

    private static MigrationException fails(PasswordThief thief, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of("DATABASE_URL", thief.url(), "MIGRATOR_WAIT", "0s"));
        environment.putAll(more);
        return catchThrowableOfType(MigrationException.class, new Connector(SettingsReader.read(environment, Map.of()), new Cancellation())::open);
    }

    /** An address of this machine that is not its loopback. */
    private static String address() throws IOException {
        Optional<InetAddress> address = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .filter(one -> one.getAddress().length == 4 && !one.isLoopbackAddress()).findFirst();
        assumeTrue(address.isPresent(), "This machine has a loopback and no other address.");
        return address.get().getHostAddress();
    }
}
