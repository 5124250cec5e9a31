package digital.market.migrator.kubernetes.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ServiceAccount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tests of manifests read them strictly: what an API server would refuse or drop does not go unseen. */
class ManifestsTest {

    private static final String JOB = """
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: a
              labels:
                label: "false"
            spec:
              backoffLimit: 2
              template:
                spec:
                  restartPolicy: Never
                  enableServiceLinks: false
                  containers:
                    - name: a
            """;

    @Test
    void severalObjectsAreReadAsTheirTypes() {
        Manifests manifests = Manifests.parse(JOB + "---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: b\n");

        assertThat(manifests.pods()).singleElement().extracting(pod -> pod.getSpec().getRestartPolicy()).isEqualTo("Never");
        assertThat(manifests.one(ServiceAccount.class).getMetadata().getName()).isEqualTo("b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            restartPolicy: Never      | restartPolice: Never    | restartPolice
            backoffLimit: 2           | backofflimit: 2         | backofflimit
            label: "false"            | label: false            | Boolean
            backoffLimit: 2           | backoffLimit: "2"       | "2"
            enableServiceLinks: false | enableServiceLinks: "false" | "false"
            - name: a                 | - {name: a, readOnly: true} | readOnly
            - name: a                 | - {name: a, name: b}    | Duplicate field
            kind: Job                 | kind: Jib               | Jib
            """)
    void whatKubernetesDoesNotKnowIsRefused(String right, String wrong, String complaint) {
        assertThat(JOB).contains(right);

        assertThatThrownBy(() -> Manifests.parse(JOB.replace(right, wrong))).hasMessageContaining(complaint);
    }
}
