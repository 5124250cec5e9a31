package digital.market.migrator.database;

import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The statement that would let a role do what PostgreSQL has denied it. The error has no field for the object, so that its name
 * is taken from the message, where that is in English; in another language there is no statement to be told.
 */
public final class MissingGrant {

    private static final Pattern DENIED = Pattern.compile("permission denied for ([a-z -]+?) (.+)", Pattern.DOTALL);
    private static final Pattern NOT_OWNER = Pattern.compile("must be owner of ([a-z -]+?) (.+)", Pattern.DOTALL);
    private static final Pattern NOT_MEMBER = Pattern.compile("must be (?:a )?(?:member of role|able to SET ROLE) \"(.+)\"", Pattern.DOTALL);
    private static final Pattern EXTENSION = Pattern.compile("permission denied to create extension \"(.+)\"", Pattern.DOTALL);

    private MissingGrant() {
    }

    /** One sentence on what to grant, if the error says what is missing. */
    public static Optional<String> advice(SQLException error) {
        if (!SqlStates.of(error).equals(SqlStates.INSUFFICIENT_PRIVILEGE)) {
            return Optional.empty();
        }
        String message = SqlStates.message(error);
        Matcher denied = DENIED.matcher(message);
        if (denied.matches()) {
            return privileges(denied.group(1)).map(privileges -> "Let its owner run: GRANT " + privileges + " " + Sql.identifier(denied.group(2))
                    + " TO the role of this run.");
        }
        Matcher notOwner = NOT_OWNER.matcher(message);
        if (notOwner.matches()) {
            return Optional.of("Only the owner of the " + notOwner.group(1) + " " + Sql.identifier(notOwner.group(2))
                    + " may do that: let MIGRATOR_ROLE name the owner, and GRANT the owner TO the role that logs in.");
        }
        Matcher notMember = NOT_MEMBER.matcher(message);
        if (notMember.matches()) {
            return Optional.of("Let its owner run: GRANT " + Sql.identifier(notMember.group(1)) + " TO the role of this run.");
        }
        Matcher extension = EXTENSION.matcher(message);
        return extension.matches()
                ? Optional.of("Let a superuser run: CREATE EXTENSION " + Sql.identifier(extension.group(1)) + ".") : Optional.empty();
    }

    private static Optional<String> privileges(String kind) {
        return switch (kind) {
            case "schema" -> Optional.of("USAGE, CREATE ON SCHEMA");
            case "table", "view", "materialized view", "foreign table" -> Optional.of("SELECT, INSERT, UPDATE, DELETE, REFERENCES ON");
            case "sequence" -> Optional.of("USAGE, SELECT ON SEQUENCE");
            case "function" -> Optional.of("EXECUTE ON FUNCTION");
            case "procedure" -> Optional.of("EXECUTE ON PROCEDURE");
            case "database" -> Optional.of("CREATE ON DATABASE");
            case "tablespace" -> Optional.of("CREATE ON TABLESPACE");
            case "type" -> Optional.of("USAGE ON TYPE");
            case "language" -> Optional.of("USAGE ON LANGUAGE");
            case "foreign server" -> Optional.of("USAGE ON FOREIGN SERVER");
            case "foreign-data wrapper" -> Optional.of("USAGE ON FOREIGN DATA WRAPPER");
            default -> Optional.empty();
        };
    }
}
