package digital.market.migrator.kubernetes.manifests;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The profile <em>restricted</em> of Kubernetes' Pod Security Standards, as far as it is about Linux, for clusters that do not have
 * its admission.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted">Pod Security Standards</a>
 */
public final class PodSecurity {

    private static final Set<String> SECCOMP = Set.of("RuntimeDefault", "Localhost");

    private PodSecurity() {
    }

    /** What the profile forbids of this pod, one line for each. */
    public static List<String> violations(PodSpec pod) {
        List<String> violations = new ArrayList<>();
        if (Stream.of(pod.getHostNetwork(), pod.getHostPID(), pod.getHostIPC()).anyMatch(Boolean.TRUE::equals)) {
            violations.add("the pod is in a namespace of its host");
        }
        pod.getVolumes().stream().filter(volume -> volume.getConfigMap() == null && volume.getSecret() == null && volume.getEmptyDir() == null
                        && volume.getProjected() == null && volume.getCsi() == null && volume.getPersistentVolumeClaim() == null
                        && volume.getDownwardAPI() == null && volume.getEphemeral() == null)
                .forEach(volume -> violations.add("volume " + volume.getName() + " is of a kind that is not allowed"));
        Optional<PodSecurityContext> context = Optional.ofNullable(pod.getSecurityContext());
        if (context.map(PodSecurityContext::getRunAsUser).filter(user -> user == 0).isPresent()) {
            violations.add("the pod runs as root");
        }
        if (context.filter(given -> !given.getSysctls().isEmpty()).isPresent()) {
            violations.add("the pod sets sysctls");
        }
        Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                .forEach(container -> violations(container, context).map(what -> "container " + container.getName() + " " + what).forEach(violations::add));
        return violations;
    }

    private static Stream<String> violations(Container container, Optional<PodSecurityContext> pod) {
        Optional<SecurityContext> own = Optional.ofNullable(container.getSecurityContext());
        List<String> violations = new ArrayList<>();
        if (!own.map(SecurityContext::getRunAsNonRoot).or(() -> pod.map(PodSecurityContext::getRunAsNonRoot)).orElse(false)) {
            violations.add("may run as root");
        }
        if (own.map(SecurityContext::getRunAsUser).filter(user -> user == 0).isPresent()) {
            violations.add("runs as root");
        }
        if (own.map(SecurityContext::getPrivileged).orElse(false)) {
            violations.add("is privileged");
        }
        if (own.map(SecurityContext::getAllowPrivilegeEscalation).orElse(true)) {
            violations.add("may get more privileges");
        }
        Optional<Capabilities> capabilities = own.map(SecurityContext::getCapabilities);
        if (capabilities.filter(given -> given.getDrop().contains("ALL")).isEmpty()) {
            violations.add("keeps capabilities");
        }
        if (capabilities.filter(given -> !Set.of("NET_BIND_SERVICE").containsAll(given.getAdd())).isPresent()) {
            violations.add("adds capabilities");
        }
        if (own.map(SecurityContext::getSeccompProfile).or(() -> pod.map(PodSecurityContext::getSeccompProfile))
                .map(SeccompProfile::getType).filter(SECCOMP::contains).isEmpty()) {
            violations.add("has no seccomp profile");
        }
        if (own.map(SecurityContext::getProcMount).filter(mount -> !mount.equals("Default")).isPresent()) {
            violations.add("changes /proc");
        }
        if (container.getPorts().stream().anyMatch(port -> port.getHostPort() != null && port.getHostPort() != 0)) {
            violations.add("takes a port of its host");
        }
        return violations.stream();
    }
}
