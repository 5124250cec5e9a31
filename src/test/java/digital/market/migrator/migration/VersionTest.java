package digital.market.migrator.migration;

import digital.market.migrator.testing.Postgres;
import digital.market.migrator.testing.Query;
import digital.market.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class VersionTest {

    private static final TestDatabase DATABASE = Postgres.V15.newDatabase();

    @AfterContainer
    static void dropTheDatabase() throws SQLException {
        DATABASE.close();
    }

    @Property
    void comparesAsFlywayDoes(@ForAll("versions") String a, @ForAll("versions") String b) {
        int flyway = MigrationVersion.fromVersion(a).compareTo(MigrationVersion.fromVersion(b));

        assertThat(Integer.signum(Version.of(a).compareTo(Version.of(b)))).isEqualTo(flyway);
        assertThat(Version.of(a).equals(Version.of(b))).isEqualTo(flyway == 0);
        assertThat(Version.of(a).text()).isEqualTo(MigrationVersion.fromVersion(a).getVersion());
    }

    @Property(tries = 100)
    void comparesAsPostgresDoesByItsNumbers(@ForAll("versions") String a, @ForAll("versions") String b) throws SQLException {
        String numbers = OfflineGuard.NUMBER.formatted("'" + b + "'");
        try (Connection connection = DATABASE.connect()) {
            assertThat(Query.rows(connection, "SELECT %1$s = '%2$s', %1$s < '%3$s', %1$s > '%3$s'".formatted(numbers, Version.of(b).asArray(), Version.of(a).asArray())))
                    .containsExactly("t|" + (Version.of(a).isNewerThan(Version.of(b)) ? "t" : "f") + "|" + (Version.of(b).isNewerThan(Version.of(a)) ? "t" : "f"));
        }
    }

    @Property
    void equalVersionsHaveOneHash(@ForAll("versions") String version) {
        assertThat(Version.of("00" + version + ".0_00")).isEqualTo(Version.of(version)).hasSameHashCodeAs(Version.of(version));
    }

    @Property
    void whatIsAVersionForUsIsOneForFlyway(@ForAll("nearVersions") String text) {
        if (isVersion(text)) {
            assertThat(MigrationVersion.fromVersion(text).getVersion()).isEqualTo(Version.of(text).text());
        } else {
            assertThatThrownBy(() -> MigrationVersion.fromVersion(text)).isInstanceOf(FlywayException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "1.", ".1", "1..2", "1__2", "+1", "-1", "1.x", "latest", "current", " 1", "1\n", "١",
            "9223372036854775807"})
    void whatIsNoVersionIsRefusedWithItsText(String text) {
        assertThatThrownBy(() -> Version.of(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(text);
    }

    @Test
    void aNumberOfAnyLengthIsAVersion() {
        assertThat(Version.of("99999999999999999999999").isNewerThan(Version.of("20260101120000"))).isTrue();
    }

    @Provide
    Arbitrary<String> versions() {
        return Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(4).list().ofMinSize(1).ofMaxSize(4)
                .flatMap(parts -> Arbitraries.of(".", "_").map(separator -> String.join(separator, parts)));
    }

    @Provide
    Arbitrary<String> nearVersions() {
        return Arbitraries.strings().withChars("012._x").ofMaxLength(6);
    }

    private static boolean isVersion(String text) {
        try {
            Version.of(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
