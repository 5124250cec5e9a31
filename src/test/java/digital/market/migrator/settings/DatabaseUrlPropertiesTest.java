package digital.market.migrator.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class DatabaseUrlPropertiesTest {

    @Property
    void whatIsEncodedIntoAPlainUrlComesOutUnchanged(@ForAll("plainSchemes") String scheme, @ForAll("texts") String user,
            @ForAll("texts") String password, @ForAll("hosts") String host, @ForAll @IntRange(min = 1, max = 65535) int port,
            @ForAll("texts") String database) {
        assertThatUrl(scheme + encode(user) + ":" + encode(password) + "@" + host + ":" + port + "/" + encode(database))
                .holds(user, password, host, port, database);
    }

    /** SQLAlchemy does not decode a database, so that nothing is encoded there. */
    @Property
    void whatIsEncodedIntoADriversUrlComesOutUnchanged(@ForAll("driverSchemes") String scheme, @ForAll("texts") String user,
            @ForAll("texts") String password, @ForAll("hosts") String host, @ForAll @IntRange(min = 1, max = 65535) int port,
            @ForAll("rawDatabases") String database) {
        assertThatUrl(scheme + encode(user) + ":" + encode(password) + "@" + host + ":" + port + "/" + database)
                .holds(user, password, host, port, database);
    }

    @Property
    void whatIsEncodedIntoAJdbcUrlComesOutUnchanged(@ForAll("texts") String user, @ForAll("texts") String password,
            @ForAll("hosts") String host, @ForAll @IntRange(min = 1, max = 65535) int port, @ForAll("texts") String database) {
        String start = "jdbc:postgresql://" + host + ":" + port + "/" + encode(database);
        assertThatUrl(start + "?user=" + encode(user) + "&password=" + encode(password))
                .holds(user, password, host, port, database);
        assertThatUrl(start + "?user=" + form(user) + "&password=" + form(password))
                .holds(user, password, host, port, database);
    }

    @Property
    void whatIsEncodedIntoParametersComesOutUnchanged(@ForAll("allSchemes") String scheme, @ForAll("texts") String user,
            @ForAll("texts") String password, @ForAll("hosts") String host, @ForAll @IntRange(min = 1, max = 65535) int port,
            @ForAll("texts") String database) {
        assertThatUrl(scheme + "?host=" + encode(host) + "&port=" + port + "&dbname=" + encode(database)
                + "&user=" + encode(user) + "&password=" + encode(password))
                .holds(user, password, host, port, database);
    }

    @Property
    void aRawPasswordComesOutUnchanged(@ForAll("allSchemes") String scheme, @ForAll("rawPasswords") String password) {
        assertThatUrl(scheme + "bot:x" + password + "@db:5433/shop").holds("bot", "x" + password, "db", 5433, "shop");
    }

    @Provide
    Arbitrary<String> plainSchemes() {
        return Arbitraries.of("postgresql://", "postgres://");
    }

    @Provide
    Arbitrary<String> driverSchemes() {
        return Arbitraries.of("postgresql+asyncpg://", "postgresql+psycopg://", "postgresql+psycopg2://", "postgresql+pg8000://");
    }

    @Provide
    Arbitrary<String> allSchemes() {
        return Arbitraries.oneOf(plainSchemes(), driverSchemes(), Arbitraries.just("jdbc:postgresql://"));
    }

    /** Any text of Unicode but NUL, which PostgreSQL cannot take; the delimiters more often than by chance. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> any = Arbitraries.strings().all().excludeChars('\0').ofMinLength(1).ofMaxLength(30)
                .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text));
        return Arbitraries.oneOf(any, Arbitraries.strings().withChars(":/#?@&=+% ,[]{}$\\'\"aZ09é").ofMinLength(1));
    }

    @Provide
    Arbitrary<String> hosts() {
        Arbitrary<String> label = Arbitraries.strings().withCharRange('a', 'z').numeric().ofMinLength(1).ofMaxLength(12);
        Arbitrary<String> names = label.list().ofMinSize(1).ofMaxSize(4).map(labels -> String.join(".", labels));
        return Arbitraries.oneOf(names, Arbitraries.of("10.0.0.7", "[::1]", "[2001:db8::7]", "my_db"));
    }

    /** A blank at the end of a URL is refused, and an {@code @} after its host, which may belong to the password. */
    @Provide
    Arbitrary<String> rawDatabases() {
        return texts().map(text -> text.replaceAll("[?@]", "")).filter(text -> !text.isEmpty() && text.charAt(text.length() - 1) > ' ');
    }

    /** No {@code @}, and nothing that reads as an escape. */
    @Provide
    Arbitrary<String> rawPasswords() {
        return Arbitraries.strings().withChars(":/#? +%,;&[]{}$\\!xyz0").ofMinLength(1).ofMaxLength(30)
                .filter(text -> !text.matches("(?s).*%[0-9a-fA-F]{2}.*"));
    }

    private static String encode(String text) {
        return form(text).replace("+", "%20");
    }

    private static String form(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static UrlAssert assertThatUrl(String url) {
        return new UrlAssert(url);
    }

    private record UrlAssert(String url) {

        void holds(String user, String password, String host, int port, String database) {
            DatabaseUrl read = DatabaseUrl.parse(url);
            String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
            assertThat(read.user()).as(url).contains(user);
            assertThat(read.password().map(Secret::reveal)).as(url).contains(password);
            assertThat(read.addresses()).as(url).isEqualTo(List.of(new HostAndPort(bare, port)));
            assertThat(read.database()).as(url).contains(database);
        }
    }
}
