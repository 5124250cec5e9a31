package digital.market.migrator.settings;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads how a target wants TLS: what is checked of the server, and what the server is shown of us. */
final class TlsReader {

    /** libpq's word for the authorities that the system trusts (PostgreSQL documentation, §34.19.1). */
    private static final String SYSTEM = "system";
    private static final String AUTHORITY = "the certificate of the authority that signs the server's";

    private final PartReader parts;
    private final Environment environment;
    private final Problems problems;
    private SslMode mode = SslMode.PREFER;
    private Optional<Secret> rootCertificates = Optional.empty();
    private Optional<ClientCertificate> clientCertificate = Optional.empty();
    private Optional<String> channelBinding = Optional.empty();

    TlsReader(PartReader parts, Environment environment, Problems problems) {
        this.parts = parts;
        this.environment = environment;
        this.problems = problems;
    }

    SslMode mode() {
        return mode;
    }

    Optional<Secret> rootCertificates() {
        return rootCertificates;
    }

    Optional<ClientCertificate> clientCertificate() {
        return clientCertificate;
    }

    Optional<String> channelBinding() {
        return channelBinding;
    }

    TlsReader read() {
        Optional<SslMode> named = parts.read(Part.SSL_MODE, SslMode::parse, DatabaseUrl::sslMode, SslMode::word);
        Optional<Given> root = parts.given(Part.SSL_ROOT_CERT, DatabaseUrl::sslRootCert, this::printed);
        boolean system = root.filter(given -> given.text().strip().equals(SYSTEM)).isPresent();
        SslMode unlessNamed = system ? SslMode.VERIFY_FULL : SslMode.PREFER;
        mode = named.orElseGet(() -> parts.byDefault(Part.SSL_MODE, unlessNamed.word(), unlessNamed));
        if (system) {
            refuseUnlessFull();
        } else {
            readRoot(root);
        }
        readClient();
        readChannelBinding();
        parts.read(Part.SSL_NEGOTIATION, Values::sslNegotiation, url -> Optional.empty(), text -> text);
        return this;
    }

    /** Anybody can have a certificate from an authority that all the world trusts: only the name tells a server from another. */
    private void refuseUnlessFull() {
        if (mode != SslMode.VERIFY_FULL) {
            problems.add("sslrootcert=system is of use only where the server's name is checked too, and sslmode is " + mode.word()
                    + ": set PGSSLMODE=verify-full");
        }
    }

    private void readRoot(Optional<Given> root) {
        if (mode.verifies()) {
            Optional<Given> file = root.or(this::inHome);
            if (file.isEmpty()) {
                problems.add("sslmode=" + mode.word() + " needs " + AUTHORITY + ": set PGSSLROOTCERT, for example " + Part.SSL_ROOT_CERT.example()
                        + ", or PGSSLROOTCERT=system for those that the system trusts");
            }
            rootCertificates = file.flatMap(given -> pem(Part.SSL_ROOT_CERT, given, AUTHORITY, Pem::certificates));
        } else if (mode == SslMode.REQUIRE && root.filter(TlsReader::isThere).isPresent()) {
            rootCertificates = pem(Part.SSL_ROOT_CERT, root.get(), AUTHORITY, Pem::certificates);
            beAsStrictAsLibpq();
        }
    }

    /** With a root certificate at hand, {@code require} is {@code verify-ca} (PostgreSQL documentation, §34.19.1). */
    private void beAsStrictAsLibpq() {
        mode = SslMode.VERIFY_CA;
        parts.renote(Part.SSL_MODE, mode.word(), " (require, with an sslrootcert)");
    }

    private static boolean isThere(Given given) {
        try {
            return Pem.isIn(given.text()) || Files.isReadable(Path.of(given.text()));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Where libpq looks when nothing names a file. */
    private Optional<Given> inHome() {
        String file = environment.variables().getOrDefault("HOME", "") + "/.postgresql/root.crt";
        return Optional.of(new Given(file, file, () -> file, false)).filter(TlsReader::isThere);
    }

    private void readClient() {
        Optional<Given> certificate = parts.given(Part.SSL_CERT, DatabaseUrl::sslCert, this::printed);
        Optional<Given> key = parts.given(Part.SSL_KEY, url -> url.sslKey().map(Secret::reveal), given -> Secret.MASK);
        if (certificate.isPresent() != key.isPresent()) {
            refuseHalf(certificate.isPresent() ? Part.SSL_KEY : Part.SSL_CERT);
        } else if (certificate.isPresent() && mode != SslMode.DISABLE) {
            Optional<Secret> shown = pem(Part.SSL_CERT, certificate.get(), "the client's certificate", Pem::certificates);
            Optional<Secret> secret = pem(Part.SSL_KEY, key.get(), "the private key of the client's certificate", Pem::key);
            clientCertificate = shown.flatMap(one -> secret.map(other -> new ClientCertificate(one, other)));
        }
    }

    /** A part that is named, but cannot be read, has its own problem already. */
    private void refuseHalf(Part missing) {
        if (!missing.isIn(environment)) {
            problems.add("A client certificate (PGSSLCERT) and its private key (PGSSLKEY) go together: set " + missing.variable()
                    + " too, for example " + missing.example());
        }
    }

    private void readChannelBinding() {
        channelBinding = parts.ofUrl("channel_binding", DatabaseUrl::channelBinding);
        if (mode == SslMode.DISABLE && channelBinding.filter("require"::equals).isPresent()) {
            problems.add("channel_binding=require needs TLS, and sslmode is disable: set PGSSLMODE=require");
        }
    }

    /** Reads and checks a PEM text now, and gives it as it will be when a connection is made. */
    private Optional<Secret> pem(Part part, Given given, String what, Consumer<Pem> check) {
        String named = given.origin().contains("_URL") ? part.word() + " in " + given.origin() : given.origin();
        Secret now = Secret.readBy(() -> text(part, given.source().get(), named, what));
        try {
            check.accept(Pem.parse(now.reveal()));
            return Optional.of(now);
        } catch (MigrationException unreadable) {
            problems.add(unreadable.getMessage());
        } catch (IllegalArgumentException unusable) {
            problems.add(named + " cannot be used: " + unusable.getMessage());
        }
        return Optional.empty();
    }

    private static String text(Part part, String value, String named, String what) {
        if (Pem.isIn(value)) {
            return value;
        }
        try {
            return MountedFile.read(value);
        } catch (IllegalArgumentException e) {
            throw new MigrationException(Outcome.CONFIGURATION, named + " names a file that " + e.getMessage() + ": name the one that holds " + what
                    + ", in PEM, for example " + part.example() + ".");
        }
    }

    /** The name of the file, also of one that {@code _FILE} names. */
    private String printed(Given given) {
        if (!Pem.isIn(given.text())) {
            return given.text();
        }
        return given.origin().endsWith("_FILE") && !given.origin().contains("_URL") ? environment.variables().get(given.origin()) : "given as PEM";
    }
}
