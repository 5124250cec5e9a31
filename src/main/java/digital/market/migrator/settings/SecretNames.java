package digital.market.migrator.settings;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which placeholders hold secrets: those whose names say so, those of a file, and those that {@code MIGRATOR_SECRETS} lists. Other values are
 * names of schemas and the like, which an operator has to see.
 *
 * @param listed the names that the setting lists, in lower case
 * @param inFile the names of those whose values stand in a file
 */
record SecretNames(Set<String> listed, Set<String> inFile) {

    private static final List<String> TELLING = List.of("password", "passwd", "secret", "token", "key", "credential");

    boolean contains(String placeholder) {
        return listed.contains(placeholder) || inFile.contains(placeholder) || TELLING.stream().anyMatch(placeholder::contains);
    }

    /** Those of these placeholders that hold secrets. */
    Set<String> among(Collection<String> placeholders) {
        return placeholders.stream().filter(this::contains).collect(Collectors.toSet());
    }

    /** A misspelt name would leave a secret in the open. */
    List<String> warnings(Collection<String> placeholders) {
        Set<String> unknown = new TreeSet<>(listed);
        unknown.removeAll(placeholders);
        return unknown.stream().map(name -> "MIGRATOR_SECRETS lists " + name + ", and there is no placeholder of that name.").toList();
    }
}
