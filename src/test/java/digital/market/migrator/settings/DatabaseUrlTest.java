package digital.market.migrator.settings;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    /** An empty column: the URL does not say. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            # plain: libpq's scheme, and what everybody writes
            postgresql://bot:secret@db:5432/shop                     | bot      | secret        | db:5432          | shop
            postgres://bot:secret@db:5432/shop                       | bot      | secret        | db:5432          | shop
            PostgreSQL://bot:secret@db:5432/shop                     | bot      | secret        | db:5432          | shop
            postgresql://bot:secret@db/shop                          | bot      | secret        | db:5432          | shop
            postgresql://bot:secret@db:/shop                         | bot      | secret        | db:5432          | shop
            postgresql://bot@db/shop                                 | bot      |               | db:5432          | shop
            postgresql://bot:@db/shop                                | bot      |               | db:5432          | shop
            postgresql://:secret@db/shop                             |          | secret        | db:5432          | shop
            postgresql://db/shop                                     |          |               | db:5432          | shop
            postgresql://db                                          |          |               | db:5432          |
            postgresql://db/                                         |          |               | db:5432          |
            postgresql://bot:secret@db                               | bot      | secret        | db:5432          |
            postgresql://bot:secret@db?sslmode=require               | bot      | secret        | db:5432          |
            postgresql://bot:secret@/shop                            | bot      | secret        |                  | shop
            postgresql:///shop                                       |          |               |                  | shop
            postgresql://                                            |          |               |                  |
            # SQLAlchemy's drivers
            postgresql+asyncpg://bot:secret@db:5432/shop             | bot      | secret        | db:5432          | shop
            postgresql+psycopg://bot:secret@db:5432/shop             | bot      | secret        | db:5432          | shop
            postgresql+psycopg_async://bot:secret@db:5432/shop       | bot      | secret        | db:5432          | shop
            postgresql+psycopg2://bot:secret@db:5432/shop            | bot      | secret        | db:5432          | shop
            postgresql+psycopg2cffi://bot:secret@db:5432/shop        | bot      | secret        | db:5432          | shop
            postgresql+pg8000://bot:secret@db:5432/shop              | bot      | secret        | db:5432          | shop
            postgresql+pygresql://bot:secret@db:5432/shop            | bot      | secret        | db:5432          | shop
            postgresql+pypostgresql://bot:secret@db:5432/shop        | bot      | secret        | db:5432          | shop
            postgres+asyncpg://bot:secret@db:5432/shop               | bot      | secret        | db:5432          | shop
            # user and password as SQLAlchemy reads them
            postgresql://bot:se:cret@db/shop                         | bot      | se:cret       | db:5432          | shop
            postgresql://bot:se/cret@db/shop                         | bot      | se/cret       | db:5432          | shop
            postgresql://bot:se#cret@db/shop                         | bot      | se#cret       | db:5432          | shop
            postgresql://bot:se?cret@db/shop                         | bot      | se?cret       | db:5432          | shop
            postgresql://bot:se cret@db/shop                         | bot      | se cret       | db:5432          | shop
            postgresql://bot:se+cret@db/shop                         | bot      | se+cret       | db:5432          | shop
            postgresql://bot:se%cret@db/shop                         | bot      | se%cret       | db:5432          | shop
            postgresql://bot:100%@db/shop                            | bot      | 100%          | db:5432          | shop
            postgresql://bot:50%2@db/shop                            | bot      | 50%2          | db:5432          | shop
            postgresql://bot:%zz%2@db/shop                           | bot      | %zz%2         | db:5432          | shop
            postgresql://bot:%%41@db/shop                            | bot      | %A            | db:5432          | shop
            postgresql://bot:se%2Bcret@db/shop                       | bot      | se+cret       | db:5432          | shop
            postgresql://bot:se%40cret@db/shop                       | bot      | se@cret       | db:5432          | shop
            postgresql://bot:se%2540cret@db/shop                     | bot      | se%40cret     | db:5432          | shop
            postgresql://bot:%3A%2F%23%3F%20@db/shop                 | bot      | ":/#? "       | db:5432          | shop
            postgresql://bot:s%C3%A9cret@db/shop                     | bot      | sécret        | db:5432          | shop
            postgresql://bot:sécret@db/shop                          | bot      | sécret        | db:5432          | shop
            postgresql://bot:%F0%9F%94%91@db/shop                    | bot      | 🔑            | db:5432          | shop
            postgresql://bot:$x${y}$$@db/shop                        | bot      | $x${y}$$      | db:5432          | shop
            postgresql://bot:a\\b,c@db/shop                          | bot      | a\\b,c        | db:5432          | shop
            postgresql://bot:[se]cret@db/shop                        | bot      | [se]cret      | db:5432          | shop
            postgresql://bot:5432/se@db/shop                         | bot      | 5432/se       | db:5432          | shop
            postgresql://b%6Ft:secret@db/shop                        | bot      | secret        | db:5432          | shop
            postgresql://my bot:secret@db/shop                       | my bot   | secret        | db:5432          | shop
            postgresql://b?o#t:secret@db/shop                        | b?o#t    | secret        | db:5432          | shop
            postgresql://bot%40corp:secret@db/shop                   | bot@corp | secret        | db:5432          | shop
            postgresql://bot@corp:secret@db/shop                     | bot@corp | secret        | db:5432          | shop
            postgresql://bot@corp@db/shop                            | bot@corp |               | db:5432          | shop
            postgresql+asyncpg://b%6Ft:se/c:r?e#t%40@db/shop         | bot      | se/c:r?e#t@   | db:5432          | shop
            # hosts
            postgresql://bot:secret@h1,h2/shop                       | bot      | secret        | h1:5432,h2:5432  | shop
            postgresql://bot:secret@h1:5433,h2:5434/shop             | bot      | secret        | h1:5433,h2:5434  | shop
            postgresql://bot:secret@h1,h2:5434/shop                  | bot      | secret        | h1:5432,h2:5434  | shop
            postgresql://bot:secret@[::1]/shop                       | bot      | secret        | [::1]:5432       | shop
            postgresql://bot:secret@[::1]:5433/shop                  | bot      | secret        | [::1]:5433       | shop
            postgresql://bot:secret@[2001:db8::7],h2:5433/shop       | bot      | secret        | [2001:db8::7]:5432,h2:5433 | shop
            postgresql://bot:secret@10.0.0.7:65535/shop              | bot      | secret        | 10.0.0.7:65535   | shop
            postgresql://bot:secret@my_db.ns.svc.cluster.local/shop  | bot      | secret        | my_db.ns.svc.cluster.local:5432 | shop
            postgresql+asyncpg://bot:secret@h1:5433,h2:5434/shop     | bot      | secret        | h1:5433,h2:5434  | shop
            # databases: libpq decodes, SQLAlchemy does not
            postgresql://bot:secret@db/my%20shop                     | bot      | secret        | db:5432          | my shop
            postgresql://bot:secret@db/my shop                       | bot      | secret        | db:5432          | my shop
            postgresql://bot:secret@db/a+b                           | bot      | secret        | db:5432          | a+b
            postgresql://bot:secret@db/a%2Fb                         | bot      | secret        | db:5432          | a/b
            postgresql://bot:secret@db/a/b#c:d,e                     | bot      | secret        | db:5432          | a/b#c:d,e
            postgresql://bot@db/a@b                                  | bot      |               | db:5432          | a@b
            postgresql://bot:secret@db/50%                           | bot      | secret        | db:5432          | 50%
            postgresql://bot:secret@db/a%3Fb                         | bot      | secret        | db:5432          | a?b
            postgresql+asyncpg://bot:secret@db/my%20shop             | bot      | secret        | db:5432          | my%20shop
            postgresql+asyncpg://bot@db/a@b/c#d                      | bot      |               | db:5432          | a@b/c#d
            # parameters stand for parts, and win over them
            postgresql://db/shop?user=bot&password=secret            | bot      | secret        | db:5432          | shop
            postgresql://db/shop?user=bot&password=se+c%20ret%40     | bot      | se+c ret@     | db:5432          | shop
            postgresql+asyncpg://db/shop?user=bot&password=se+c%2Bt  | bot      | se c+t        | db:5432          | shop
            postgresql://a:b@db/shop?user=bot&password=secret        | bot      | secret        | db:5432          | shop
            postgresql://bot:secret@/shop?host=db&port=5433          | bot      | secret        | db:5433          | shop
            postgresql://bot:secret@db:1/shop?port=5433              | bot      | secret        | db:5433          | shop
            postgresql://bot:secret@/shop?host=h1,h2&port=5433,5434  | bot      | secret        | h1:5433,h2:5434  | shop
            postgresql+psycopg://bot:secret@/shop?host=h1:5433&host=h2:5434 | bot | secret      | h1:5433,h2:5434  | shop
            postgresql://bot:secret@/shop?host=2001:db8::7           | bot      | secret        | [2001:db8::7]:5432 | shop
            postgresql://bot:secret@db?dbname=shop                   | bot      | secret        | db:5432          | shop
            postgresql://bot:secret@db/shop?user=&port=              | bot      | secret        | db:5432          | shop
            # JDBC
            jdbc:postgresql://db:5432/shop?user=bot&password=secret  | bot      | secret        | db:5432          | shop
            jdbc:postgresql://db/shop?password=se%2Bc+ret%26&user=bot | bot     | se+c ret&     | db:5432          | shop
            jdbc:postgresql://db:5432/shop?user=bot&password=se@cret | bot      | se@cret       | db:5432          | shop
            jdbc:postgresql://db/shop?user=b@t&password=a:b/c?d      | b@t      | a:b/c?d       | db:5432          | shop
            jdbc:postgresql://h1:5433,h2/shop?user=bot               | bot      |               | h1:5433,h2:5432  | shop
            jdbc:postgresql://[::1]:5433/shop?user=bot               | bot      |               | [::1]:5433       | shop
            jdbc:postgresql://db/my%20shop?user=bot                  | bot      |               | db:5432          | my shop
            jdbc:postgresql:shop?user=bot                            | bot      |               | localhost:5432   | shop
            jdbc:postgresql:///shop?user=bot                         | bot      |               | localhost:5432   | shop
            jdbc:postgresql:?user=bot                                | bot      |               | localhost:5432   |
            jdbc:postgresql://bot:secret@db:5432/shop                | bot      | secret        | db:5432          | shop
            jdbc:postgresql://bot:se/cret@db/shop                    | bot      | se/cret       | db:5432          | shop
            """)
    void aUrlSays(String url, String user, String password, String addresses, String database) {
        DatabaseUrl read = DatabaseUrl.parse(url);

        assertThat(read.user()).isEqualTo(Optional.ofNullable(user));
        assertThat(read.password().map(Secret::reveal)).isEqualTo(Optional.ofNullable(password));
        assertThat(read.addresses().stream().map(HostAndPort::describe).collect(joining(",")))
                .isEqualTo(addresses == null ? "" : addresses);
        assertThat(read.database()).isEqualTo(Optional.ofNullable(database));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            postgresql://db/shop                                | -
            postgresql://db/shop?sslmode=disable                | DISABLE
            postgresql://db/shop?sslmode=allow                  | ALLOW
            postgresql://db/shop?sslmode=prefer                 | PREFER
            postgresql://db/shop?sslmode=require                | REQUIRE
            postgresql://db/shop?sslmode=verify-ca              | VERIFY_CA
            postgresql://db/shop?sslmode=verify-full            | VERIFY_FULL
            postgresql://db/shop?ssl=true                       | REQUIRE
            postgresql+asyncpg://db/shop?ssl=require            | REQUIRE
            postgresql+asyncpg://db/shop?ssl=verify-full        | VERIFY_FULL
            postgresql+asyncpg://db/shop?ssl=true               | REQUIRE
            postgresql+asyncpg://db/shop?ssl=false              | DISABLE
            postgresql+asyncpg://db/shop?ssl=disable            | DISABLE
            jdbc:postgresql://db/shop?ssl=true                  | VERIFY_FULL
            jdbc:postgresql://db/shop?ssl                       | VERIFY_FULL
            jdbc:postgresql://db/shop?ssl=false                 | PREFER
            jdbc:postgresql://db/shop?ssl=true&sslmode=require  | REQUIRE
            """)
    void tlsIsAskedFor(String url, String mode) {
        assertThat(DatabaseUrl.parse(url).sslMode().map(SslMode::name).orElse("-")).isEqualTo(mode);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            sqlite+aiosqlite:///bot.db                                 | SQLite
            sqlite://                                                  | SQLite
            mysql://bot:secret@db/shop                                 | mysql is not
            mysql+aiomysql://bot:secret@db/shop                        | mysql is not
            hunter2hunter2://bot:secret@db/shop                        | its scheme must be one of PostgreSQL's;
            postgresql+aiomysql://bot:secret@db/shop                   | none of SQLAlchemy's drivers
            postgresql:bot:secret@db/shop                              | not a URL
            bot:secret@db/shop                                         | not a URL
            shop                                                       | not a URL
            postgresql://bot:se@cret@db/shop                           | write %40
            postgresql://bot:s/e@cret@db:5432/shop                     | write %40
            jdbc:postgresql://bot:se@cret@db/shop                      | write %40
            jdbc:postgresql:bot:secret@db/shop?user=bot                | no // before user and host; write %40
            postgresql://db:5432/shop?user=bot&password=se@cret        | write %40
            postgresql://db?user=b@t                                   | write %40
            postgresql://bot:secret@db:0/shop                          | 1 to 65535
            postgresql://bot:secret@db:65536/shop                      | 1 to 65535
            postgresql://bot:secret@db:-1/shop                         | 1 to 65535
            postgresql://bot:secret@db:http/shop                       | 1 to 65535
            postgresql://bot:secret                                    | 1 to 65535
            postgresql://bot:secret@db/shop?port=99999                 | 1 to 65535
            postgresql://bot:secret@::1/shop                           | brackets
            postgresql://bot:secret@[::1/shop                          | not closed
            postgresql://bot:secret@h1,,h2/shop                        | unix socket
            postgresql://bot:secret@%2Fvar%2Frun%2Fpostgresql/shop     | unix socket
            postgresql://bot:secret@/shop?host=/var/run/postgresql     | unix socket
            postgresql+asyncpg://bot:secret@/shop?host=/cloudsql/x:y:z | unix socket
            postgresql://bot:secret@d%ffb/shop                         | a host is
            postgresql://bot:secret@my db/shop                         | a host is
            postgresql://bot:secret@/shop?host=h1,h2,h3&port=1,2       | 2 ports are named for 3 hosts
            postgresql://bot:se%00cret@db/shop                         | %00
            postgresql://bot:secret@db/shop?options=%00                | %00
            postgresql://bot:secret@db/shop?sslmode=maybe              | an sslmode is one of
            postgresql+asyncpg://bot:secret@db/shop?ssl=maybe          | an sslmode is one of
            postgresql://bot:secret@db/shop?ssl=true&sslmode=disable   | contradict
            postgresql://bot:secret@db/shop?target_session_attrs=best  | target_session_attrs
            postgresql://bot:secret@db/shop?channel_binding=maybe      | channel_binding
            """)
    void aUrlIsRefused(String url, String reason) {
        assertThatIllegalArgumentException().isThrownBy(() -> DatabaseUrl.parse(url))
                .withMessageContaining(reason)
                .satisfies(e -> assertThat(withoutExamples(e.getMessage()))
                        .doesNotContain("secret").doesNotContain("cret@").doesNotContain("hunter2"));
    }

    /** The examples hold the word {@code secret} themselves. */
    private static String withoutExamples(String message) {
        return message.replaceAll("for example \\S+", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql://db/shop?options=-c%20search_path%3Dshop",
            "postgresql+asyncpg://db/shop?options=-c+search_path%3Dshop",
            "jdbc:postgresql://db/shop?options=-c+search_path=shop"})
    void optionsForTheServerAreDecoded(String url) {
        assertThat(DatabaseUrl.parse(url).options()).contains("-c search_path=shop");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            postgresql://h1,h2/shop?target_session_attrs=read-write    | read-write
            postgresql://h1,h2/shop?target_session_attrs=primary       | primary
            jdbc:postgresql://h1,h2/shop?targetServerType=primary      | primary
            jdbc:postgresql://h1,h2/shop?targetServerType=preferSecondary | prefer-standby
            """)
    void theKindOfServerIsAskedFor(String url, String kind) {
        assertThat(DatabaseUrl.parse(url).targetSessionAttrs()).contains(kind);
    }

    @Test
    void certificatesAndChannelBindingAreRead() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://db/shop?sslrootcert=/run/ca.crt&channel_binding=require");

        assertThat(url.sslRootCert()).contains("/run/ca.crt");
        assertThat(url.channelBinding()).contains("require");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql://db/shop?sslnegotiation=direct", "postgresql+psycopg://db/shop?sslmode=require&sslnegotiation=direct",
            "jdbc:postgresql://db/shop?sslNegotiation=direct", "postgresql://db/shop?sslnegotiation=nonsense"})
    void tlsThatBeginsWithoutARequestIsRefused(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> DatabaseUrl.parse(url))
                .withMessage("market-migrator asks the server for TLS, and does not begin with it: leave sslnegotiation out, or let it be postgres");
        assertThat(DatabaseUrl.parse("postgresql://db/shop?sslnegotiation=postgres").remarks()).isEmpty();
    }

    @Test
    void parametersThatAreNotReadAreNamedWithoutTheirValues() {
        assertThat(DatabaseUrl.parse("postgresql://db/shop?application_name=bot&sslcrl=hidden&x%40y=hidden").remarks())
                .containsExactly("has parameters that market-migrator does not read: sslcrl, one whose name is not shown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql://bot:se@cret/w@db/shop", "postgresql://bot:x@9/cret77@db:5432/shop", "postgresql+asyncpg://bot:1@cret?x@127.0.0.1:5432/shop",
            "postgresql://bot:1@cret?x@db/shop?sslmode=require", "jdbc:postgresql://bot:x@9/cret77@db/shop"})
    void aSecondAtBehindTheHostIsRefusedBecauseItMayEndThePassword(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> DatabaseUrl.parse(url)).withMessageContaining("%40").withMessageNotContaining("cret77")
                .withMessageNotContaining("cret?");
    }

    @Test
    void anAtInTheDatabaseOfAUrlWithoutAPasswordIsRemarkedOn() {
        assertThat(DatabaseUrl.parse("postgresql://bot@db/a@b").remarks()).singleElement().asString().contains("%40");
        assertThat(DatabaseUrl.parse("postgresql://bot:secret@db/shop?application_name=a@b").remarks()).isEmpty();
    }

    @Test
    void anEscapeInADriversDatabaseIsRemarkedOnBecauseSqlAlchemysReleasesDisagree() {
        assertThat(DatabaseUrl.parse("postgresql+asyncpg://db/my%20shop").remarks()).singleElement().asString().contains("DB_NAME");
        assertThat(DatabaseUrl.parse("postgresql://db/my%20shop").remarks()).isEmpty();
    }

    @Test
    void anEscapeThatIsNoUtf8IsRemarkedOn() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://bot:50%ff@db/shop");

        assertThat(url.password().map(Secret::reveal)).contains("50\uFFFD");
        assertThat(url.remarks()).singleElement().asString().contains("%25").doesNotContain("50");
    }

    @Test
    void aUrlDoesNotPrintItsPassword() {
        assertThat(DatabaseUrl.parse("postgresql://bot:secret@db/shop").toString()).contains("****").doesNotContain("secret");
    }
}
