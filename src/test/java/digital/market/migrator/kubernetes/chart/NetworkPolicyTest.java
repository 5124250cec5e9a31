package digital.market.migrator.kubernetes.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkPolicyTest {

    @Test
    void thereIsNoneUnlessItIsAskedFor() {
        assertThat(Chart.migrator().render().all(NetworkPolicy.class)).isEmpty();
    }

    @Test
    void dnsAndTheDatabasesPortCanBeReachedAndNothingReachesThePod() {
        NetworkPolicySpec spec = spec("{enabled: true}");

        assertThat(spec.getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(spec.getIngress()).isEmpty();
        assertThat(spec.getEgress()).hasSize(2);
        assertThat(ports(spec.getEgress().get(0))).isEqualTo("UDP 53, TCP 53");
        assertThat(ports(spec.getEgress().get(1))).isEqualTo("TCP 5432");
        assertThat(spec.getEgress().get(1).getTo()).isEmpty();
    }

    @Test
    void theDatabaseIsAtThePeersAndRangesThatAreNamedAndDnsAnywhere() {
        NetworkPolicySpec spec = spec("{enabled: true, port: 6432, cidrs: [10.0.0.0/8, 'fd00::/8'], "
                + "peers: [{podSelector: {matchLabels: {app: postgresql}}}]}");

        assertThat(spec.getEgress().get(0).getTo()).isEmpty();
        assertThat(ports(spec.getEgress().get(1))).isEqualTo("TCP 6432");
        assertThat(spec.getEgress().get(1).getTo()).hasSize(3);
        assertThat(spec.getEgress().get(1).getTo()).extracting(peer -> peer.getIpBlock() == null ? null : peer.getIpBlock().getCidr())
                .containsExactly("10.0.0.0/8", "fd00::/8", null);
        assertThat(spec.getEgress().get(1).getTo().get(2).getPodSelector().getMatchLabels()).containsEntry("app", "postgresql");
    }

    @Test
    void thePortIsTheDatabasesIfThatIsGiven() {
        NetworkPolicySpec spec = Chart.migrator().values("{database: {port: 6543}, networkPolicy: {enabled: true}}").render()
                .one(NetworkPolicy.class).getSpec();

        assertThat(ports(spec.getEgress().get(1))).isEqualTo("TCP 6543");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "postgresql://u:p@h:6432/d | TCP 6432",
        "postgresql+asyncpg://u:p:1/#?@h/d | TCP 5432",
        "postgresql://u:p@h1:6432,h2,[::1]:6433,h3:6432/d?x=:1 | TCP 6432, TCP 5432, TCP 6433",
        "postgresql://u@[::1]/d:1 | TCP 5432",
        "postgresql://h/d?user=u&port=6432 | TCP 6432",
        "jdbc:postgresql://h:6432/d?user=u&password=p | TCP 6432",
    })
    void thePortsAreThoseOfAUrlInTheValues(String url, String ports) {
        NetworkPolicySpec spec = new Chart(ChartFolder.MIGRATOR, "bot", "v1.30.0", List.of())
                .values("{database: {url: \"" + url + "\"}, networkPolicy: {enabled: true}}").render().one(NetworkPolicy.class).getSpec();

        assertThat(ports(spec.getEgress().get(1))).isEqualTo(ports);
    }

    private static NetworkPolicySpec spec(String networkPolicy) {
        return Chart.migrator().values("networkPolicy: " + networkPolicy).render().one(NetworkPolicy.class).getSpec();
    }

    private static String ports(NetworkPolicyEgressRule rule) {
        return rule.getPorts().stream().map(port -> port.getProtocol() + " " + port.getPort().getIntVal()).reduce((a, b) -> a + ", " + b)
                .orElse("any");
    }
}
