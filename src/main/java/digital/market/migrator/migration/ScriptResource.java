package digital.market.migrator.migration;

import java.io.Reader;
import java.io.StringReader;
import java.util.List;

import org.flywaydb.core.api.resource.LoadableResource;

import digital.market.migrator.database.Cancellation;

/** A script as Flyway reads it: raw for its checksum, and as the statements that are executed. */
final class ScriptResource extends LoadableResource {

    private final Migration migration;
    private final Placeholders placeholders;
    private final Cancellation cancellation;

    ScriptResource(Migration migration, Placeholders placeholders, Cancellation cancellation) {
        this.migration = migration;
        this.placeholders = placeholders;
        this.cancellation = cancellation;
    }

    Migration migration() {
        return migration;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    List<Statement> statements() {
        return Statements.in(migration.sql(placeholders));
    }

    boolean runsInTransaction() {
        return ScriptRules.runsInTransaction(migration, placeholders);
    }

    @Override
    public Reader read() {
        return new StringReader(migration.content());
    }

    @Override
    public String getAbsolutePath() {
        return migration.script();
    }

    @Override
    public String getAbsolutePathOnDisk() {
        return migration.script();
    }

    @Override
    public String getFilename() {
        return migration.fileName();
    }

    @Override
    public String getRelativePath() {
        return migration.script();
    }
}
