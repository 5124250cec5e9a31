package digital.market.migrator.migration;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.JavaMigration;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.parser.ParsingContext;
import org.flywaydb.core.internal.parser.PlaceholderReplacingReader;
import org.flywaydb.core.internal.resolver.ChecksumCalculator;
import org.flywaydb.core.internal.resolver.sql.SqlMigrationResolver;
import org.flywaydb.core.internal.scanner.Scanner;
import org.flywaydb.core.internal.sqlscript.ParserSqlScript;
import org.flywaydb.core.internal.sqlscript.SqlScriptFactory;
import org.flywaydb.core.internal.sqlscript.SqlScriptMetadata;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;
import org.flywaydb.database.postgresql.PostgreSQLParser;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What Flyway itself says of a script, without a database. */
final class FlywayOracle {

    private FlywayOracle() {
    }

    /** The checksum that Flyway computes for a script of this text. */
    static int checksum(String content) {
        return ChecksumCalculator.calculate(new Script(content));
    }

    /** The checksum that Flyway computes for a repeatable of this text with placeholders. */
    static int checksum(String content, Map<String, String> placeholders) {
        return ChecksumCalculator.calculate(LoadableResource.createPlaceholderReplacingLoadableResource(
                new Script(content), new FluentConfiguration().placeholders(placeholders), new ParsingContext()));
    }

    /** The text that Flyway's reader makes of this one. */
    static String replace(String sql, Map<String, String> placeholders) {
        try (Reader reader = new PlaceholderReplacingReader("${", "}", ":", new HashMap<>(placeholders), new StringReader(sql))) {
            StringWriter text = new StringWriter();
            reader.transferTo(text);
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The migrations that Flyway finds in the configured locations, in its order. */
    static List<ResolvedMigration> resolve(Configuration configuration) {
        ParsingContext context = new ParsingContext();
        Scanner<JavaMigration> scanner = new Scanner<>(JavaMigration.class, configuration, configuration.getLocations());
        SqlScriptFactory scripts = (resource, mixed, provider) -> new ParserSqlScript(new PostgreSQLParser(configuration, context),
                resource, SqlScriptMetadata.getMetadataResource(provider, resource), mixed);
        return new SqlMigrationResolver(scanner, null, scripts, configuration, context).resolveMigrations(null);
    }

    /** The statements that Flyway's parser finds. */
    static List<SqlStatement> statements(String sql) {
        PostgreSQLParser parser = new PostgreSQLParser(new FluentConfiguration().placeholderReplacement(false), new ParsingContext());
        List<SqlStatement> statements = new ArrayList<>();
        try (SqlStatementIterator found = parser.parse(new Script(sql))) {
            while (found.hasNext()) {
                statements.add(found.next());
            }
        }
        return statements;
    }

    /** Whether Flyway would run this statement in a transaction. */
    static boolean runsInTransaction(String statement) {
        List<SqlStatement> statements = statements(statement);
        if (statements.size() != 1) {
            throw new FlywayException("Not one statement: " + statement);
        }
        return statements.get(0).canExecuteInTransaction();
    }

    private static final class Script extends LoadableResource {

        private final String content;

        private Script(String content) {
            this.content = content;
        }

        @Override
        public Reader read() {
            return new StringReader(content);
        }

        @Override
        public String getAbsolutePath() {
            return "V1__oracle.sql";
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return "V1__oracle.sql";
        }

        @Override
        public String getFilename() {
            return "V1__oracle.sql";
        }

        @Override
        public String getRelativePath() {
            return "V1__oracle.sql";
        }
    }
}
