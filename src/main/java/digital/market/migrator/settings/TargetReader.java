package digital.market.migrator.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Puts a target together from a URL and from parts, of which the parts win. */
final class TargetReader {

    /** What is wrong where a database is needed and none is named. */
    static final String NO_DATABASE = "DATABASE_URL is not set, and no other variable names the database: set it, for example "
            + "DATABASE_URL=postgresql://bot:secret@db.example:5432/shop.";

    private final Environment environment;
    private final Problems problems;
    private final Optional<NamedUrl> url;
    private final List<Setting> origins = new ArrayList<>();
    private final List<String> overrides = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    TargetReader(Environment environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
        this.url = new UrlReader(environment, problems, overrides, warnings).read();
    }

    List<Setting> origins() {
        return origins;
    }

    List<String> overrides() {
        return overrides;
    }

    List<String> warnings() {
        return warnings;
    }

    /** The target; absent if there was a problem, or if no variable names one, which is for the caller to judge. */
    Optional<Target> read() {
        if (!isNamed()) {
            return Optional.empty();
        }
        List<HostAndPort> hosts = addresses();
        Optional<String> user = part(Part.USER, text -> text, DatabaseUrl::user, text -> text);
        require(Part.USER, user.isPresent());
        Optional<String> database = part(Part.DATABASE, text -> text, DatabaseUrl::database, text -> text);
        if (database.isEmpty()) {
            user.ifPresent(name -> origins.add(new Setting(Part.DATABASE.word(), name, "default")));
        }
        Optional<Secret> password = password();
        SslMode mode = part(Part.SSL_MODE, SslMode::parse, DatabaseUrl::sslMode, SslMode::word)
                .orElseGet(() -> byDefault(Part.SSL_MODE, SslMode.PREFER.word(), SslMode.PREFER));
        Optional<Path> rootCert = rootCert(mode);
        SslMode strict = asStrictAsLibpq(mode, rootCert);
        Optional<String> options = ofUrl("options", DatabaseUrl::options);
        Optional<String> attrs = ofUrl("target_session_attrs", DatabaseUrl::targetSessionAttrs);
        Optional<String> binding = ofUrl("channel_binding", DatabaseUrl::channelBinding);
        if (hosts.isEmpty() || user.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Target(hosts, database.orElse(user.get()), user.get(), password, strict, rootCert, options, attrs,
                binding));
    }

    /** Whether any variable says something about the database. */
    boolean isNamed() {
        return UrlReader.anyIn(environment) || Part.anyIn(environment);
    }

    private List<HostAndPort> addresses() {
        Optional<List<String>> hosts = part(Part.HOST, Hosts::hosts, u -> filled(u.hosts()), all -> String.join(",", all),
                (one, other) -> String.join(",", one).equalsIgnoreCase(String.join(",", other)));
        Optional<List<Integer>> ports = part(Part.PORT, Hosts::ports, u -> filled(u.ports()), TargetReader::joined);
        if (ports.isEmpty() && !Part.PORT.isIn(environment)) {
            byDefault(Part.PORT, String.valueOf(HostAndPort.DEFAULT_PORT), HostAndPort.DEFAULT_PORT);
        }
        require(Part.HOST, hosts.isPresent());
        try {
            return Hosts.pair(hosts.orElse(List.of()), ports.orElse(List.of()));
        } catch (IllegalArgumentException unpaired) {
            problems.add(Part.PORT.variable() + " and " + Part.HOST.variable() + " do not go together: " + unpaired.getMessage());
            return List.of();
        }
    }

    private Optional<Secret> password() {
        Optional<Given> part = Part.PASSWORD.read(environment, problems);
        Optional<Secret> inUrl = url.flatMap(u -> u.url().password());
        if (part.isPresent()) {
            Given given = part.get();
            boolean overridden = inUrl.isPresent() && !inUrl.get().reveal().equals(given.text());
            origin(Part.PASSWORD, Secret.MASK, given, overridden);
            return Optional.of(Secret.readBy(given.source()));
        }
        inUrl.ifPresentOrElse(
                secret -> origins.add(new Setting(Part.PASSWORD.word(), Secret.MASK, url.orElseThrow().origin())),
                () -> byDefault(Part.PASSWORD, "none", ""));
        return inUrl;
    }

    /** A mounted certificate may be named as {@code PGSSLROOTCERT_FILE} too: then the file itself is the certificate. */
    private Optional<Path> rootCert(SslMode mode) {
        String mounted = environment.variables().getOrDefault("PGSSLROOTCERT_FILE", "");
        Optional<Path> path = part(Part.SSL_ROOT_CERT,
                text -> Path.of(text.startsWith("-----BEGIN") ? mounted : text),
                u -> u.sslRootCert().map(Path::of), Path::toString);
        path.filter(file -> mode.verifies() && !Files.isReadable(file)).ifPresent(missing ->
                problems.add(Part.SSL_ROOT_CERT.variable() + " or sslrootcert names a file that does not exist or cannot be"
                        + " read: name the one that holds the certificate authority's certificate, for example "
                        + Part.SSL_ROOT_CERT.example()));
        return path;
    }

    /** With a root certificate at hand, {@code require} is {@code verify-ca} (PostgreSQL documentation, §34.19.1). */
    private SslMode asStrictAsLibpq(SslMode mode, Optional<Path> rootCert) {
        if (mode != SslMode.REQUIRE || rootCert.filter(Files::isReadable).isEmpty()) {
            return mode;
        }
        origins.replaceAll(setting -> !setting.name().equals(Part.SSL_MODE.word()) ? setting
                : new Setting(setting.name(), SslMode.VERIFY_CA.word(), setting.origin() + " (require, with an sslrootcert)"));
        return SslMode.VERIFY_CA;
    }

    private <T> Optional<T> part(Part part, Function<String, T> parser, Function<DatabaseUrl, Optional<T>> inUrl,
                                 Function<T, String> printer) {
        return part(part, parser, inUrl, printer, Object::equals);
    }

    /** What a part's own variable says, else what the URL says; notes where it came from. */
    private <T> Optional<T> part(Part part, Function<String, T> parser, Function<DatabaseUrl, Optional<T>> inUrl,
                                 Function<T, String> printer, BiPredicate<T, T> same) {
        Optional<T> ofUrl = url.flatMap(u -> inUrl.apply(u.url()));
        Optional<Given> given = part.read(environment, problems);
        if (given.isEmpty()) {
            ofUrl.ifPresent(value -> origins.add(new Setting(part.word(), printer.apply(value), url.orElseThrow().origin())));
            return ofUrl;
        }
        try {
            T value = parser.apply(given.get().text());
            boolean overridden = ofUrl.isPresent() && !same.test(ofUrl.get(), value);
            origin(part, printer.apply(value), given.get(), overridden);
            return Optional.of(value);
        } catch (IllegalArgumentException e) {
            problems.add(given.get(), e);
            return Optional.empty();
        }
    }

    private void origin(Part part, String value, Given given, boolean overridden) {
        String origin = given.origin();
        if (overridden) {
            String name = url.orElseThrow().origin();
            overrides.add(origin + " overrides the " + part.word() + " of " + name);
            origin = origin + " (overrides " + name + ")";
        }
        origins.add(new Setting(part.word(), value, origin));
    }

    private Optional<String> ofUrl(String name, Function<DatabaseUrl, Optional<String>> inUrl) {
        Optional<String> value = url.flatMap(u -> inUrl.apply(u.url()));
        value.ifPresent(text -> origins.add(new Setting(name, text, url.orElseThrow().origin())));
        return value;
    }

    private <T> T byDefault(Part part, String printed, T value) {
        origins.add(new Setting(part.word(), printed, "default"));
        return value;
    }

    /** A part that is named, but wrongly, has its own problem already; so has a URL. */
    private void require(Part part, boolean present) {
        boolean told = part.isIn(environment) || url.isEmpty() && UrlReader.anyIn(environment);
        if (!present && !told) {
            String inUrl = url.map(u -> ", and " + u.origin() + " names no " + part.word()).orElse("");
            String socket = part == Part.HOST
                    ? " (no host would mean a unix socket, and market-migrator connects over TCP only)" : "";
            problems.add(part.variable() + " is not set" + inUrl + socket + ": set it, for example " + part.example());
        }
    }

    private static <T> Optional<List<T>> filled(List<T> list) {
        return list.isEmpty() ? Optional.empty() : Optional.of(list);
    }

    private static String joined(List<Integer> ports) {
        return String.join(",", ports.stream().map(String::valueOf).toList());
    }
}
