package digital.market.migrator.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code require_auth} has libpq's grammar. */
class RequiredAuthTest {

    @ParameterizedTest
    @ValueSource(strings = {"password", "scram-sha-256,md5", "!password", "!password,!none", "none", "gss,sspi"})
    void whatLibpqTakes(String text) {
        assertThat(RequiredAuth.parse(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"scram-sha-256,oauth | scram-sha-256", "!oauth,!password | !password"})
    void whatWeCannotDoIsForbiddenAnyway(String text, String known) {
        assertThat(RequiredAuth.parse(text).text()).isEqualTo(known);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', value = {"kerberos | none of password", "Password | none of password", "md5,!password | mixes", "!md5,password | mixes",
            "md5,md5 | twice", "'md5, password' | none of password", "md5, | none of password", "oauth | cannot do"})
    void whatItRefuses(String text, String why) {
        assertThatThrownBy(() -> RequiredAuth.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why)
                .hasMessageContaining("for example require_auth=scram-sha-256");
    }

    @Test
    void theVariableOverridesTheUrl() {
        Map<String, String> environment = Map.of("DATABASE_URL", "postgresql://bot@db/shop?require_auth=md5", "PGREQUIREAUTH", "scram-sha-256");

        Settings settings = SettingsReader.read(environment, Map.of());

        assertThat(settings.target().requiredAuth()).map(RequiredAuth::text).contains("scram-sha-256");
        assertThat(settings.overrides()).contains("PGREQUIREAUTH overrides the require_auth of DATABASE_URL");
        assertThat(settings.warnings()).isEmpty();
    }
}
