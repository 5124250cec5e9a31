package digital.market.migrator.offline;

import digital.market.migrator.testing.ProgramRun;
import digital.market.migrator.testing.Psql;
import digital.market.migrator.testing.StatementClient;
import digital.market.migrator.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** Those who may run a script. */
enum Client {

    /** {@code psql} with {@code ON_ERROR_STOP=1}. */
    PSQL_THAT_STOPS {
        @Override
        String run(TestDatabase database, Path script) {
            return errors(Psql.on(database).run(script), Psql.STOPPED);
        }
    },

    /** {@code psql} with {@code ON_ERROR_STOP=0}: only the end of its connection stops it. */
    PSQL_THAT_CARRIES_ON {
        @Override
        String run(TestDatabase database, Path script) {
            return errors(Psql.on(database).thatCarriesOn().run(script), 0);
        }
    },

    /** One that sends statement by statement and carries on. */
    STATEMENT_BY_STATEMENT {
        @Override
        String run(TestDatabase database, Path script) {
            try {
                return String.join("\n", StatementClient.run(database, Files.readString(script)));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    /** Runs the script, and gives the errors that it met; {@code ""} if there was none. */
    abstract String run(TestDatabase database, Path script);

    private static String errors(ProgramRun run, int exitCodeAfterErrors) {
        boolean disconnected = run.stderr().contains("FATAL:");
        boolean failed = disconnected || run.stderr().contains("ERROR:");
        run.exitedWith(disconnected ? Psql.CONNECTION_LOST : failed ? exitCodeAfterErrors : 0);
        return failed ? run.stderr() : "";
    }
}
