package digital.market.migrator.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters behind the {@code ?} of a database's URL. A parameter that says the same as another part of the URL wins
 * over it, as with libpq and SQLAlchemy; an empty one counts as not set.
 */
final class UrlQuery {

    private static final Set<String> READ = Set.of("host", "port", "user", "password", "dbname", "database", "sslmode",
            "ssl", "sslrootcert", "sslcert", "sslkey", "options", "target_session_attrs", "targetServerType", "channel_binding", "channelBinding",
            "require_auth", "requireAuth", "sslnegotiation", "sslNegotiation");
    private static final Set<String> SSL_NEGOTIATION = Set.of("sslnegotiation", "sslNegotiation");
    /** What is then taken from elsewhere; of others an empty one would be no more than a hole in what protects the connection. */
    private static final Set<String> MAY_BE_EMPTY = Set.of("host", "port", "user", "password", "dbname", "database", "options");
    private static final Set<String> OF_A_SCHEMA = Set.of("currentSchema", "schema");
    /** Parameters that bear on the bot's own connections, or that the migrator's own settings stand for. */
    private static final Set<String> OF_NO_CONCERN = Set.of("application_name", "fallback_application_name",
            "ApplicationName", "connect_timeout", "connectTimeout", "loginTimeout", "socketTimeout", "timeout",
            "command_timeout", "tcpKeepAlive", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count",
            "tcp_user_timeout", "client_encoding", "prepared_statement_cache_size", "statement_cache_size",
            "prepareThreshold", "async_fallback", "gssencmode", "gssEncMode");
    private static final Set<String> SESSION_ATTRS = Set.of("any", "read-write", "read-only", "primary", "standby",
            "prefer-standby");
    private static final Map<String, String> SERVER_TYPES = Map.of("any", "any", "primary", "primary", "master", "primary",
            "secondary", "standby", "slave", "standby", "prefersecondary", "prefer-standby", "preferslave", "prefer-standby");
    private static final Set<String> CHANNEL_BINDINGS = Set.of("disable", "prefer", "require");

    private final UrlScheme scheme;
    private final Map<String, List<String>> parameters = new LinkedHashMap<>();

    UrlQuery(UrlScheme scheme, String query) {
        this.scheme = scheme;
        for (String parameter : query.split("&")) {
            int equals = parameter.indexOf('=');
            String name = scheme.decodeParameter(equals < 0 ? parameter : parameter.substring(0, equals));
            String value = scheme.decodeParameter(equals < 0 ? "" : parameter.substring(equals + 1));
            if (value.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("one of its parameters holds %00, which PostgreSQL cannot take; "
                        + UrlScheme.EXAMPLE);
            }
            boolean sslSwitch = scheme == UrlScheme.JDBC && name.equals("ssl");
            refuse(name, value.isEmpty() && !sslSwitch);
            if (SSL_NEGOTIATION.contains(name)) {
                Values.sslNegotiation(value);
            }
            if (!value.isEmpty() || sslSwitch) {
                parameters.computeIfAbsent(name, ignored -> new ArrayList<>()).add(value);
            }
        }
    }

    private static void refuse(String name, boolean empty) {
        if (OF_A_SCHEMA.contains(name)) {
            throw new IllegalArgumentException("its parameter " + name + " is not what says which schema is migrated: leave it out, and set"
                    + " MIGRATOR_SCHEMA, for example MIGRATOR_SCHEMA=shop");
        }
        if (empty && READ.contains(name) && !MAY_BE_EMPTY.contains(name)) {
            throw new IllegalArgumentException("its parameter " + name + " is empty: give it a value or leave it out, for example"
                    + " ?sslmode=verify-full");
        }
    }

    /** Whether some text, which was taken for user and password, holds one of our parameters. */
    static boolean startsIn(String text) {
        int question = text.indexOf('?');
        return question >= 0 && READ.stream().anyMatch(name -> text.startsWith(name + "=", question + 1)
                || text.indexOf("&" + name + "=", question) >= 0);
    }

    /** Of a parameter that is given several times the last one counts, as with libpq. */
    Optional<String> last(String... names) {
        for (String name : names) {
            List<String> values = parameters.getOrDefault(name, List.of());
            if (!values.isEmpty()) {
                return Optional.of(values.get(values.size() - 1));
            }
        }
        return Optional.empty();
    }

    /** {@code host=h1&host=h2:5433} (SQLAlchemy) and {@code host=h1,h2&port=5432,5433} (libpq). */
    Hosts hosts() {
        String hosts = String.join(",", parameters.getOrDefault("host", List.of()));
        List<String> ports = parameters.getOrDefault("port", List.of());
        Hosts named = hosts.isEmpty() ? new Hosts(List.of(), List.of()) : Hosts.parse(bracketed(hosts));
        return ports.isEmpty() ? named : new Hosts(named.hosts(), Hosts.ports(String.join(",", ports)));
    }

    /** In a parameter an IPv6 address needs no brackets, but Hosts wants them to tell a port. */
    private static String bracketed(String hosts) {
        List<String> all = new ArrayList<>();
        for (String host : hosts.split(",", -1)) {
            boolean bare = !host.startsWith("[") && host.indexOf(':') != host.lastIndexOf(':');
            all.add(bare ? "[" + host + "]" : host);
        }
        return String.join(",", all);
    }

    /** {@code sslmode}, or {@code ssl} as asyncpg, libpq and pgjdbc have it. */
    Optional<SslMode> sslMode() {
        Optional<SslMode> mode = last("sslmode").map(SslMode::parse);
        Optional<SslMode> ssl = last("ssl").map(this::sslSwitch);
        boolean contradiction = mode.isPresent() && ssl.isPresent()
                && (mode.get() == SslMode.DISABLE) != (ssl.get() == SslMode.DISABLE);
        if (contradiction) {
            throw new IllegalArgumentException("its parameters ssl and sslmode contradict each other; name one of them,"
                    + " for example ?sslmode=require");
        }
        return mode.or(() -> ssl);
    }

    private SslMode sslSwitch(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "", "true", "1", "yes", "on" -> scheme.sslOn();
            case "false", "0", "no", "off" -> scheme.sslOff();
            default -> SslMode.parse(text);
        };
    }

    /** libpq's {@code target_session_attrs}, or pgjdbc's {@code targetServerType} in libpq's words. */
    Optional<String> targetSessionAttrs() {
        Optional<String> attrs = last("target_session_attrs").map(text -> text.strip().toLowerCase(Locale.ROOT));
        Optional<String> type = last("targetServerType")
                .map(text -> SERVER_TYPES.getOrDefault(text.strip().toLowerCase(Locale.ROOT), ""));
        Optional<String> wanted = attrs.or(() -> type);
        if (wanted.isPresent() && !SESSION_ATTRS.contains(wanted.get())) {
            throw new IllegalArgumentException("its target_session_attrs is none of any, read-write, read-only, primary, standby,"
                    + " prefer-standby; for example ?target_session_attrs=read-write");
        }
        return wanted;
    }

    /** libpq's {@code channel_binding}, also as pgjdbc spells it. */
    Optional<String> channelBinding() {
        Optional<String> binding = last("channel_binding", "channelBinding").map(text -> text.strip().toLowerCase(Locale.ROOT));
        if (binding.isPresent() && !CHANNEL_BINDINGS.contains(binding.get())) {
            throw new IllegalArgumentException(
                    "its channel_binding is none of disable, prefer, require; for example ?channel_binding=require");
        }
        return binding;
    }

    /** libpq's {@code require_auth}, also as pgjdbc spells it. */
    Optional<RequiredAuth> requiredAuth() {
        return last("require_auth", "requireAuth").map(RequiredAuth::parse);
    }

    /**
     * The names of the parameters that mean nothing here. One that does not look like a name is left out: it may be a
     * piece of a password.
     */
    List<String> unread() {
        return parameters.keySet().stream()
                .filter(name -> !READ.contains(name) && !OF_NO_CONCERN.contains(name))
                .map(name -> name.matches("[A-Za-z][A-Za-z_.]{0,30}") ? name : "one whose name is not shown")
                .distinct().toList();
    }
}
