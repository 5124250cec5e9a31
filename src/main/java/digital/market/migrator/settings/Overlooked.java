package digital.market.migrator.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Warns about variables that are set and have no effect. */
final class Overlooked {

    /** libpq's variables that say where and how to connect, and that are not read here (documentation, §34.15). */
    private static final List<String> LIBPQ = List.of("PGSERVICE", "PGPASSFILE", "PGHOSTADDR", "PGOPTIONS",
            "PGTARGETSESSIONATTRS", "PGCHANNELBINDING");
    private static final String OURS = "MIGRATOR_";

    /** So many letters may be wrong, of a short name fewer. */
    private static final int NEAR = 2;

    private Overlooked() {
    }

    /**
     * The warnings, in whole sentences.
     *
     * @param known the {@code MIGRATOR_*} variables that are read
     */
    static List<String> in(Environment environment, Set<String> known) {
        List<String> warnings = new ArrayList<>();
        Set<String> links = environment.serviceLinks();
        if (!links.isEmpty()) {
            warnings.add(String.join(", ", links) + (links.size() == 1 ? " is" : " are")
                    + " ignored: Kubernetes sets such variables for a Service of that name;"
                    + " set enableServiceLinks: false in the pod's spec.");
        }
        environment.trimmed().forEach(name -> warnings.add(name + " ends with a line break, which is left out."));
        List<String> unread = LIBPQ.stream().filter(environment.variables()::containsKey).toList();
        if (!unread.isEmpty()) {
            warnings.add(String.join(", ", unread) + (unread.size() == 1 ? " is" : " are")
                    + " set, but market-migrator does not read " + (unread.size() == 1 ? "it." : "them."));
        }
        for (String name : environment.variables().keySet()) {
            if (name.startsWith(OURS) && !known.contains(name) && !isPlaceholder(name)) {
                warnings.add(unknown(name, known));
            }
        }
        return warnings;
    }

    private static boolean isPlaceholder(String name) {
        return name.startsWith(PlaceholderReader.VARIABLE) && name.length() > PlaceholderReader.VARIABLE.length();
    }

    /** A warning and no problem: an older image has to live with a newer chart's variables. */
    private static String unknown(String name, Collection<String> known) {
        String nearest = "";
        int least = Math.min(NEAR, (name.length() - OURS.length()) / 3) + 1;
        for (String candidate : known.stream().sorted().toList()) {
            int distance = distance(name, candidate);
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return name + " is unknown to this version and has no effect"
                + (nearest.isEmpty() ? "." : ": did you mean " + nearest + "?");
    }

    /** Levenshtein's distance. */
    private static int distance(String one, String other) {
        int[] previous = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[other.length()];
    }
}
