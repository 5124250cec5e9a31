package digital.market.migrator.migration;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.jdbc.JdbcTemplate;
import org.flywaydb.core.internal.jdbc.Results;
import org.flywaydb.core.internal.sqlscript.SqlScript;
import org.flywaydb.core.internal.sqlscript.SqlScriptExecutor;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;

import digital.market.migrator.database.Cancellation;

/**
 * A script whose statements Flyway executes. It is split by {@link Statements}, as it was when it was checked: Flyway's own
 * parser knows no lower-case {@code e'…'}, no nested {@code BEGIN ATOMIC}, and more of that kind.
 */
final class EngineScript implements SqlScript {

    private final LoadableResource resource;
    private final Supplier<List<Statement>> statements;
    private final Supplier<Boolean> inTransaction;
    private final boolean replacesPlaceholders;
    private final Cancellation cancellation;

    private EngineScript(LoadableResource resource, Supplier<List<Statement>> statements, Supplier<Boolean> inTransaction,
            boolean replacesPlaceholders, Cancellation cancellation) {
        this.resource = resource;
        this.statements = statements;
        this.inTransaction = inTransaction;
        this.replacesPlaceholders = replacesPlaceholders;
        this.cancellation = cancellation;
    }

    /** One of the catalog's scripts, or the text by which Flyway makes its history. */
    static EngineScript of(LoadableResource resource) {
        if (resource instanceof ScriptResource script) {
            return new EngineScript(script, script::statements, script::runsInTransaction,
                    script.migration().config().replacesPlaceholders(), script.cancellation());
        }
        return new EngineScript(resource, () -> Statements.in(text(resource)), () -> true, false, new Cancellation());
    }

    private static String text(LoadableResource resource) {
        try (Reader reader = resource.read()) {
            StringWriter text = new StringWriter();
            reader.transferTo(text);
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public SqlStatementIterator getSqlStatements() {
        return new Each(statements.get().iterator(), cancellation);
    }

    @Override
    public int getSqlStatementCount() {
        return statements.get().size();
    }

    @Override
    public Collection<SqlScript> getReferencedSqlScripts() {
        return List.of();
    }

    @Override
    public LoadableResource getResource() {
        return resource;
    }

    @Override
    public boolean executeInTransaction() {
        return inTransaction.get();
    }

    @Override
    public boolean shouldExecute() {
        return true;
    }

    @Override
    public boolean placeholderReplacement() {
        return replacesPlaceholders;
    }

    /** The rules have looked at it before the run began. */
    @Override
    public void validate() {
    }

    @Override
    public int compareTo(SqlScript other) {
        return resource.getRelativePath().compareTo(other.getResource().getRelativePath());
    }

    /** Flyway asks for the next until there is none, which is null there. */
    private record Each(Iterator<Statement> statements, Cancellation cancellation) implements SqlStatementIterator {

        @Override
        public boolean hasNext() {
            return statements.hasNext();
        }

        @Override
        public SqlStatement next() {
            return statements.hasNext() ? new One(statements.next(), cancellation) : null;
        }

        @Override
        public void close() {
        }
    }

    /** One statement. What it selects is not kept, and what the server remarks is logged elsewhere. */
    private record One(Statement statement, Cancellation cancellation) implements SqlStatement {

        @Override
        public Results execute(JdbcTemplate jdbc, SqlScriptExecutor executor, Configuration configuration) {
            Results results = new Results();
            try {
                new StatementRun(jdbc.getConnection(), cancellation).execute(statement);
            } catch (SQLException e) {
                results.setException(e);
            }
            return results;
        }

        @Override
        public int getLineNumber() {
            return statement.line();
        }

        @Override
        public String getSql() {
            return statement.text();
        }

        @Override
        public String getDelimiter() {
            return ";";
        }

        @Override
        public boolean canExecuteInTransaction() {
            return !TransactionRules.flywayRunsOutside(statement);
        }

        @Override
        public boolean isBatchable() {
            return false;
        }
    }
}
