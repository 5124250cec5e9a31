package digital.market.migrator.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts a target together from a URL and from parts, of which the parts win. */
final class TargetReader {

    /** What is wrong where a database is needed and none is named. */
    static final String NO_DATABASE = "DATABASE_URL is not set, and no other variable names the database: set it, for example "
            + "DATABASE_URL=postgresql://bot:secret@db.example:5432/shop.";

    private final Environment environment;
    private final Problems problems;
    private final Optional<NamedUrl> url;
    private final PartReader parts;
    private final List<Setting> origins = new ArrayList<>();
    private final List<String> overrides = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    TargetReader(Environment environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
        this.url = new UrlReader(environment, problems, overrides, warnings).read();
        this.parts = new PartReader(environment, problems, url, origins, overrides);
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
        Optional<String> user = parts.read(Part.USER, text -> Values.notAUrl(text, Part.USER.example()), DatabaseUrl::user, text -> text);
        require(Part.USER, user.isPresent());
        Optional<String> database = parts.read(Part.DATABASE, text -> Values.notAUrl(text, Part.DATABASE.example()), DatabaseUrl::database, text -> text);
        if (database.isEmpty()) {
            user.ifPresent(name -> parts.byDefault(Part.DATABASE, name, name));
        }
        Optional<Secret> password = password();
        TlsReader tls = new TlsReader(parts, environment, problems).read();
        Optional<String> options = parts.ofUrl("options", DatabaseUrl::options);
        Optional<String> attrs = parts.ofUrl("target_session_attrs", DatabaseUrl::targetSessionAttrs);
        Optional<RequiredAuth> auth = parts.read(Part.REQUIRE_AUTH, RequiredAuth::parse, DatabaseUrl::requiredAuth, RequiredAuth::text);
        if (hosts.isEmpty() || user.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Target(hosts, database.orElse(user.get()), user.get(), password, tls.mode(), tls.rootCertificates(),
                tls.clientCertificate(), options, attrs, tls.channelBinding(), auth));
    }

    /** Whether any variable says something about the database. */
    boolean isNamed() {
        return UrlReader.anyIn(environment) || Part.anyIn(environment);
    }

    private List<HostAndPort> addresses() {
        Optional<List<String>> hosts = parts.read(Part.HOST, Hosts::hosts, u -> filled(u.hosts()), all -> String.join(",", all),
                (one, other) -> String.join(",", one).equalsIgnoreCase(String.join(",", other)));
        Optional<List<Integer>> ports = parts.read(Part.PORT, Hosts::ports, u -> filled(u.ports()), TargetReader::joined);
        if (ports.isEmpty()) {
            parts.byDefault(Part.PORT, String.valueOf(HostAndPort.DEFAULT_PORT), HostAndPort.DEFAULT_PORT);
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
        Optional<Given> part = parts.own(Part.PASSWORD);
        Optional<Secret> inUrl = url.flatMap(u -> u.url().password());
        if (part.isPresent()) {
            Given given = part.get();
            boolean overridden = inUrl.isPresent() && !inUrl.get().reveal().equals(given.text());
            parts.note(Part.PASSWORD, Secret.MASK, given, overridden);
            return Optional.of(Secret.readBy(given.source()));
        }
        inUrl.ifPresentOrElse(
                secret -> parts.note(Part.PASSWORD, Secret.MASK, url.orElseThrow().origin()),
                () -> parts.byDefault(Part.PASSWORD, "none", ""));
        return inUrl;
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
