package digital.market.migrator.settings;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads the values of settings. Each method throws {@link IllegalArgumentException} with the reason and an example. */
final class Values {

    /** NAMEDATALEN - 1: PostgreSQL would cut a longer name off silently (documentation, §4.1.1). */
    private static final int LONGEST_NAME = 63;

    private Values() {
    }

    /** The name of a schema, a table or a role, as it stands: it will be quoted, so case and spaces count. */
    static String name(String text, String example) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a name cannot be empty, for example " + example);
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw new IllegalArgumentException("a name has at most 63 bytes, for example " + example);
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a name cannot hold a NUL character, for example " + example);
        }
        return notAUrl(text, example);
    }

    /** The name of a schema that can be migrated. */
    static String schema(String text) {
        if (text.replace("\"", "").equals("$user")) {
            throw new IllegalArgumentException("this stands for a role's own schema in a search_path only; name the schema itself, for example public");
        }
        if (text.startsWith("pg_") || text.equals("information_schema")) {
            throw new IllegalArgumentException("this is one of PostgreSQL's own schemas, or a name that it keeps for them, for example public");
        }
        return name(text, "public");
    }

    /** A name that is shown wherever its setting is; a URL in its place may hold a password. */
    static String notAUrl(String text, String example) {
        if (text.contains("://") || text.matches("(?s).*:.*@.*")) {
            throw new IllegalArgumentException("this is a URL, and a name is meant, for example " + example);
        }
        return text;
    }

    /** Words that are printed as they are, within a sentence. */
    static String line(String text) {
        if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("this is one line that can be copied, for example kubectl create -f repair.yaml");
        }
        return text.strip();
    }

    /** A version as scripts have it. */
    static String version(String text) {
        String version = text.strip();
        if (!version.matches("\\d+([._]\\d+)*")) {
            throw new IllegalArgumentException("a version is written as in a script's name, without its V, for example 4 or 1.2");
        }
        return version;
    }

    /** How TLS begins. The check of what a server says takes it for in clear until TLS was asked for. */
    static String sslNegotiation(String text) {
        if (!text.strip().equals("postgres")) {
            throw new IllegalArgumentException("market-migrator asks the server for TLS, and does not begin with it: leave sslnegotiation out,"
                    + " or let it be postgres");
        }
        return text.strip();
    }

    static boolean truth(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("this is either true or false, for example true");
        };
    }

    static int count(String text) {
        if (!text.strip().matches("\\d{1,6}")) {
            throw new IllegalArgumentException("this is a whole number from 0 to 999999, for example 10");
        }
        return Integer.parseInt(text.strip());
    }

    static <E extends Enum<E>> E word(Class<E> type, String text) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(text.strip())) {
                return constant;
            }
        }
        String words = Arrays.stream(type.getEnumConstants()).map(Values::printed).collect(Collectors.joining(" or "));
        throw new IllegalArgumentException("this is " + words + ", for example " + printed(type.getEnumConstants()[0]));
    }

    static String printed(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static Path file(String text) {
        if (text.isBlank() || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("this is no path of a file, for example /tmp/report.json");
        }
        return Path.of(text);
    }

    /** Names of placeholders with commas between, in lower case, since their names have no case. */
    static Set<String> placeholders(String text) {
        Set<String> names = new TreeSet<>();
        for (String name : text.split(",", -1)) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("these are names of placeholders with commas between, for example api_url,dsn");
            }
            names.add(name.strip().toLowerCase(Locale.ROOT));
        }
        return names;
    }

    /** A list with commas; a location that stands in it twice counts once. */
    static List<Location> locations(String text) {
        List<Location> locations = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            Location location = Location.parse(one.strip());
            if (!locations.contains(location)) {
                locations.add(location);
            }
        }
        return locations;
    }
}
