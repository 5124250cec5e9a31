package digital.market.migrator.settings;

import java.net.URLDecoder;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The kinds of URL that name a PostgreSQL database. They differ in what they decode, and in how a query is read. */
enum UrlScheme {

    /** {@code postgresql://} and {@code postgres://}, as libpq reads them (PostgreSQL documentation, §34.1.1.2). */
    LIBPQ,

    /** {@code postgresql+asyncpg://} and the like, as SQLAlchemy reads them ({@code sqlalchemy.engine.make_url}). */
    SQLALCHEMY,

    /** {@code jdbc:postgresql:}, as pgjdbc reads it. */
    JDBC;

    static final String EXAMPLE = "for example postgresql://bot:secret@db.example:5432/shop";

    private static final String JDBC_PREFIX = "jdbc:postgresql:";
    private static final Set<String> NAMES = Set.of("postgresql", "postgres");
    private static final Set<String> DRIVERS = Set.of("asyncpg", "psycopg", "psycopg_async", "psycopgasync", "psycopg2",
            "psycopg2cffi", "pg8000", "pygresql", "pypostgresql", "py-postgresql", "zxjdbc", "aiopg");
    /** Known so that a refusal can name them; anything else that stands there may be a misplaced secret. */
    private static final List<String> OTHERS = List.of("mysql", "mariadb", "oracle", "mssql", "sqlserver", "mongodb",
            "cockroachdb", "redis", "rediss", "http", "https", "file", "duckdb", "jdbc:mysql", "jdbc:mariadb", "jdbc:h2");

    /** What a URL is, and what follows its scheme. */
    record Split(UrlScheme scheme, String rest) {

        @Override
        public String toString() {
            return scheme.name();
        }
    }

    static Split split(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        if (lower.startsWith("sqlite") || lower.startsWith("jdbc:sqlite")) {
            throw new IllegalArgumentException("a SQLite database (the bot's default) cannot be migrated, only a PostgreSQL one; "
                    + "set a URL of PostgreSQL, " + EXAMPLE);
        }
        if (lower.startsWith(JDBC_PREFIX)) {
            return new Split(JDBC, url.substring(JDBC_PREFIX.length()));
        }
        int end = url.indexOf("://");
        if (end < 0) {
            throw new IllegalArgumentException("this is not a URL, because it has no scheme followed by ://; " + EXAMPLE);
        }
        return new Split(named(lower.substring(0, end)), url.substring(end + 3));
    }

    private static UrlScheme named(String name) {
        int plus = name.indexOf('+');
        if (plus < 0 && NAMES.contains(name)) {
            return LIBPQ;
        }
        if (plus > 0 && NAMES.contains(name.substring(0, plus))) {
            if (DRIVERS.contains(name.substring(plus + 1))) {
                return SQLALCHEMY;
            }
            throw new IllegalArgumentException("what follows the + of its scheme is none of SQLAlchemy's drivers of PostgreSQL; "
                    + "for example postgresql+asyncpg://bot:secret@db.example:5432/shop");
        }
        String other = OTHERS.stream()
                .filter(known -> name.equals(known) || name.startsWith(known + "+"))
                .findFirst().map(known -> ", and " + known + " is not").orElse("");
        throw new IllegalArgumentException("its scheme must be one of PostgreSQL's" + other + "; " + EXAMPLE);
    }

    /** A database name: SQLAlchemy (up to 2.0) takes it as it stands, libpq decodes it. */
    String decodeDatabase(String raw) {
        return this == SQLALCHEMY ? raw : Percent.decode(raw);
    }

    /**
     * A name or a value of the query: a {@code +} is itself to libpq, and a space to SQLAlchemy ({@code parse_qsl}) and
     * pgjdbc ({@link URLDecoder}).
     */
    String decodeParameter(String raw) {
        return Percent.decode(this == LIBPQ ? raw : raw.replace('+', ' '));
    }

    /** What {@code ssl=true} asks for: libpq documents {@code require}, pgjdbc {@code verify-full}. */
    SslMode sslOn() {
        return this == JDBC ? SslMode.VERIFY_FULL : SslMode.REQUIRE;
    }

    /** What {@code ssl=false} asks for: pgjdbc then goes by its default. */
    SslMode sslOff() {
        return this == JDBC ? SslMode.PREFER : SslMode.DISABLE;
    }
}
