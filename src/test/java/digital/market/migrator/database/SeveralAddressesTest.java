package digital.market.migrator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import digital.market.migrator.settings.SettingsReader;
import digital.market.migrator.settings.Target;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

/** All addresses of a name are tried, in turn. */
class SeveralAddressesTest {

    private final List<String> tried = new ArrayList<>();

    @Test
    void anAddressThatDoesNotAnswerSaysNothingOfTheNextOne() {
        SQLException last = fails("one,two", "", refused());

        assertThat(tried).containsExactly("one/10.0.0.1/any/4", "one/10.0.0.2/any/3", "two/10.0.0.1/any/2", "two/10.0.0.2/any/1");
        assertThat(last.getSQLState()).isEqualTo("08001");
    }

    @Test
    void aServerThatRefusesUsSpeaksForAllAddressesOfItsHost() {
        SQLException first = fails("one,two", "", new PSQLException(new ServerErrorMessage("SFATAL\0C28P01\0Mno\0")));

        assertThat(tried).containsExactly("one/10.0.0.1/any/4", "two/10.0.0.1/any/2");
        assertThat(first.getSQLState()).isEqualTo("28P01");
    }

    @Test
    void aKindThatIsPreferredIsLookedForAtAllAddressesFirst() {
        fails("one", "?target_session_attrs=prefer-standby", refused());

        assertThat(tried).containsExactly("one/10.0.0.1/secondary/2", "one/10.0.0.2/secondary/1", "one/10.0.0.1/any/2", "one/10.0.0.2/any/1");
    }

    @Test
    void anUnknownHostDoesNotHideTheOthers() {
        fails("nowhere,two", "", refused());

        assertThat(tried).containsExactly("two/10.0.0.1/any/2", "two/10.0.0.2/any/1");
        assertThat((Throwable) fails("nowhere", "", refused())).hasCauseInstanceOf(UnknownHostException.class);
    }

    @Test
    void andIsNamedAsSuch() {
        MigrationException failure = catchThrowableOfType(MigrationException.class, new Connector(SettingsReader.read(
                Map.of("DATABASE_URL", "postgresql://bot:secret@nowhere.invalid/shop", "MIGRATOR_WAIT", "0s"), Map.of()), new Cancellation())::open);

        assertThat(failure.outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(failure).hasMessageContaining("unknown host");
    }

    private SQLException fails(String hosts, String query, SQLException why) {
        tried.clear();
        Target target = SettingsReader.read(Map.of("DATABASE_URL", "postgresql://bot:secret@" + hosts + "/shop" + query), Map.of()).target();
        EndpointSearch search = new EndpointSearch(target, SeveralAddressesTest::resolve, (endpoint, serverType, remaining) -> {
            tried.add(endpoint.getHost() + "/" + endpoint.address().getHostAddress() + "/" + serverType + "/" + remaining);
            throw why;
        });
        return catchThrowableOfType(SQLException.class, search::connect);
    }

    private static InetAddress[] resolve(String host) throws UnknownHostException {
        if (host.equals("nowhere")) {
            throw new UnknownHostException(host);
        }
        return new InetAddress[] {InetAddress.getByName("10.0.0.1"), InetAddress.getByName("10.0.0.2")};
    }

    private static SQLException refused() {
        return new PSQLException("refused", PSQLState.CONNECTION_UNABLE_TO_CONNECT);
    }
}
