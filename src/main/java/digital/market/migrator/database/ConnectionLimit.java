package digital.market.migrator.database;

import java.sql.SQLException;
import java.util.Optional;

import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

import digital.market.migrator.settings.Target;

/** Which limit has no connection left for us (SQLSTATE 53300), and how it is raised. */
final class ConnectionLimit {

    private ConnectionLimit() {
    }

    /** One sentence, by the routine of the server that has refused us: its words may be in any language. */
    static String advice(SQLException error, Target target) {
        String routine = error instanceof PSQLException known
                ? Optional.ofNullable(known.getServerErrorMessage()).map(ServerErrorMessage::getRoutine).orElse("") : "";
        return switch (routine) {
            case "InitializeSessionUserId" -> "The role has a limit of its own (SELECT rolconnlimit FROM pg_roles): close what it has open, or "
                    + "ALTER ROLE " + Sql.identifier(target.user()) + " CONNECTION LIMIT -1.";
            case "CheckMyDatabase" -> "The database has a limit of its own (SELECT datconnlimit FROM pg_database): close what is open there, or "
                    + "ALTER DATABASE " + Sql.identifier(target.database()) + " CONNECTION LIMIT -1.";
            default -> "Close what is open there, or raise the server's max_connections (or the pooler's limits).";
        };
    }
}
