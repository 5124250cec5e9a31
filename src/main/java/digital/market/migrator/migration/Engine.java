package digital.market.migrator.migration;

import java.net.URL;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.ClassProvider;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.JavaMigration;
import org.flywaydb.core.internal.plugin.PluginRegister;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

import digital.market.migrator.database.Cancellation;
import digital.market.migrator.database.Session;
import digital.market.migrator.database.SqlStates;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.settings.Settings;

/** Has Flyway apply what is pending, over the session's one connection. */
final class Engine {

    private final Settings settings;
    private final Catalog catalog;
    private final Cancellation cancellation;

    Engine(Settings settings, Catalog catalog, Cancellation cancellation) {
        this.settings = settings;
        this.catalog = catalog;
        this.cancellation = cancellation;
    }

    /**
     * Applies what is pending, one transaction each, and tells the progress what it does. A transactional migration that
     * could not have a lock in time is rolled back and tried again, as often as the settings say.
     *
     * @throws MigrationException with what went wrong; what had been applied before stays applied
     */
    void apply(Session session, Placeholders placeholders, Progress progress) {
        ScriptNotices notices = new ScriptNotices(progress::running, placeholders, settings.mask());
        try {
            apply(session, placeholders, progress, flyway(session, notices, placeholders, progress));
        } finally {
            notices.end();
        }
    }

    private void apply(Session session, Placeholders placeholders, Progress progress, Flyway flyway) {
        LockRetries retries = new LockRetries(settings.lockRetries(), cancellation);
        while (true) {
            cancellation.check();
            try {
                flyway.migrate();
                progress.settle();
                cancellation.reads();
                return;
            } catch (FlywayException e) {
                SqlStates.find(e).ifPresentOrElse(progress::failed, progress::failed);
                session.watch().end();
                if (progress.inTransaction() && !progress.isUnanswered()) {
                    cancellation.check();
                }
                if (!mayBeTriedAgain(session, progress)
                        || !retries.again(e, progress.running().map(Migration::script).orElse("The history"), session.watch().inTheWay())) {
                    throw new EngineFailure(e, progress, catalog, placeholders, session.watch().inTheWay(), settings.mask(), settings.workingRole())
                            .asException();
                }
            } finally {
                cancellation.resume(); // the history knows, or cannot be told
            }
        }
    }

    /** Passes on what becomes of Flyway's transactions. */
    private record Transactions(Progress progress, Cancellation cancellation) implements WatchedConnection.Watcher {

        @Override
        public void commits() {
            progress.commits();
        }

        @Override
        public void committed() {
            progress.committed();
            if (progress.running().isEmpty()) {
                cancellation.reads();
            }
        }

        @Override
        public void notCommitted(SQLException error) {
            progress.failed(error);
        }

        @Override
        public void rollsBack() {
            progress.rollsBack();
        }
    }

    /** Inside a caller's transaction everything would have to be done again, which is his to decide. */
    private static boolean mayBeTriedAgain(Session session, Progress progress) {
        return !session.inCallersTransaction() && progress.inTransaction();
    }

    private Flyway flyway(Session session, ScriptNotices notices, Placeholders placeholders, Progress progress) {
        // In a caller's transaction the session may keep no lock; ours is there, and Flyway's own ends with it.
        PluginRegister parts = session.inCallersTransaction() ? Parts.LOCKING_BY_TRANSACTION : Parts.LOCKING_BY_SESSION;
        FluentConfiguration configuration = new RunConfiguration(parts)
                .dataSource(new SessionDataSource(WatchedConnection.of(notices.heardOver(session.connection()), new Transactions(progress, cancellation))))
                .schemas(settings.schema())
                .defaultSchema(settings.schema())
                .createSchemas(settings.createSchema())
                .table(settings.table())
                .resourceProvider(new CatalogResources(catalog, placeholders, cancellation))
                .javaMigrationClassProvider(new NoClasses())
                .skipDefaultCallbacks(true)
                .callbacks(new EachMigration(session, catalog, placeholders, progress,
                        new IndexGuard(settings, session, placeholders, progress, cancellation), cancellation))
                .placeholders(settings.placeholders()) // for the checksums of repeatables
                .validateOnMigrate(false) // we have compared, under the lock, and more strictly
                .ignoreMigrationPatterns("*:future", "repeatable:missing")
                .validateMigrationNaming(false)
                .cleanDisabled(true);
        // Without it the catalog ends below it, which Flyway would not accept.
        settings.to().filter(version -> catalog.find(Version.of(version)).isPresent())
                .ifPresent(version -> configuration.target(MigrationVersion.fromVersion(version)));
        return configuration.load();
    }

    /**
     * Flyway's own parts, with its lock as a session's or as a transaction's. Flyway looks for them before each run, and
     * copies each by way of JSON, which takes longer than all the rest of its preparation. These are found once, and when
     * the image is built where that is native, and nobody changes them.
     */
    private static final class Parts extends PluginRegister {

        private static final PluginRegister LOCKING_BY_SESSION = new Parts(false);
        private static final PluginRegister LOCKING_BY_TRANSACTION = new Parts(true);

        private Parts(boolean transactionalLock) {
            getExact(PostgreSQLConfigurationExtension.class).setTransactionalLock(transactionalLock);
        }

        @Override
        public PluginRegister getCopy() {
            return this;
        }
    }

    /** The configuration of one run, with these parts. */
    private static final class RunConfiguration extends FluentConfiguration {

        private final PluginRegister parts;

        private RunConfiguration(PluginRegister parts) {
            super(new ClassesOnly());
            this.parts = parts;
        }

        @Override
        public PluginRegister getPluginRegister() {
            return parts;
        }
    }

    /** A class path without files: Flyway looks there for callbacks, whatever it is told. */
    private static final class ClassesOnly extends ClassLoader {

        private ClassesOnly() {
            super(Engine.class.getClassLoader());
        }

        @Override
        public Enumeration<URL> getResources(String name) {
            return Collections.emptyEnumeration();
        }
    }

    /** There are no migrations in Java. */
    private record NoClasses() implements ClassProvider<JavaMigration> {

        @Override
        public Collection<Class<? extends JavaMigration>> getClasses() {
            return List.of();
        }
    }
}
