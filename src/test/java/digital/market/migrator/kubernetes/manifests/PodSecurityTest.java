package digital.market.migrator.kubernetes.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the profile forbids is found, so that a manifest without violations has none. */
class PodSecurityTest {

    private static final String JOB = """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: a}
            spec:
              template:
                spec:
                  restartPolicy: Never
                  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
                  containers:
                    - name: a
                      securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
            """;

    @Test
    void aPodThatGivesUpAllItCanIsAllowed() {
        assertThat(violations(JOB)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            runAsNonRoot: true              | runAsUser: 65532                                | container a may run as root
            runAsNonRoot: true              | runAsNonRoot: true, runAsUser: 0                | the pod runs as root
            runAsNonRoot: true              | runAsNonRoot: true, sysctls: [{name: b, value: c}] | the pod sets sysctls
            allowPrivilegeEscalation: false | allowPrivilegeEscalation: true                  | container a may get more privileges
            allowPrivilegeEscalation: false | allowPrivilegeEscalation: false, privileged: true | container a is privileged
            allowPrivilegeEscalation: false | allowPrivilegeEscalation: false, runAsUser: 0   | container a runs as root
            allowPrivilegeEscalation: false | allowPrivilegeEscalation: false, procMount: Unmasked | container a changes /proc
            allowPrivilegeEscalation: false | readOnlyRootFilesystem: true                    | container a may get more privileges
            drop: [ALL]                     | drop: [NET_RAW]                                 | container a keeps capabilities
            drop: [ALL]                     | drop: [ALL], add: [SYS_ADMIN]                   | container a adds capabilities
            type: RuntimeDefault            | type: Unconfined                                | container a has no seccomp profile
            restartPolicy: Never            | hostNetwork: true                               | the pod is in a namespace of its host
            restartPolicy: Never            | volumes: [{name: b, hostPath: {path: /}}]       | volume b is of a kind that is not allowed
            - name: a                       | - ports: [{containerPort: 1, hostPort: 2}]      | container null takes a port of its host
            """)
    void eachViolationIsFound(String allowed, String forbidden, String violation) {
        assertThat(JOB).contains(allowed);

        assertThat(violations(JOB.replace(allowed, forbidden))).containsExactly(violation);
    }

    private static List<String> violations(String job) {
        return PodSecurity.violations(Manifests.parse(job).pods().get(0).getSpec());
    }
}
