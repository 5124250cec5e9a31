package digital.market.migrator.settings;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The variables that Kubernetes injects for each Service of a namespace (Kubernetes documentation, <em>Connecting
 * Applications with Services</em>; the shape is Docker's legacy links). A Service named {@code db} gives
 * {@code DB_PORT=tcp://10.0.0.1:5432}, {@code DB_SERVICE_HOST}, {@code DB_PORT_5432_TCP_ADDR} and more.
 */
final class ServiceLinks {

    private static final Pattern NAME = Pattern.compile("(DB|MIGRATOR)(_.+)?_"
            + "(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");
    private static final Pattern PORT_NAME = Pattern.compile("(DB|MIGRATOR)(_.+)?_PORT");
    private static final Pattern PORT_VALUE = Pattern.compile("(tcp|udp|sctp)://.*");

    private ServiceLinks() {
    }

    /** The names, in order, of those that look as if they were ours. */
    static Set<String> in(Map<String, String> environment) {
        Set<String> links = new TreeSet<>();
        environment.forEach((name, value) -> {
            if (isLink(name, value)) {
                links.add(name);
            }
        });
        return links;
    }

    private static boolean isLink(String name, String value) {
        if (!name.startsWith("DB_") && !name.startsWith("MIGRATOR_") || name.startsWith(PlaceholderReader.VARIABLE)) {
            return false;
        }
        return NAME.matcher(name).matches() || PORT_NAME.matcher(name).matches() && PORT_VALUE.matcher(value).matches();
    }
}
