package digital.market.migrator.database;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a role lacks, where PostgreSQL refuses a statement with 42501. The error has no fields for it, so that it is read from
 * the message ({@code aclcheck_error} in the server's {@code aclchk.c}); one in another language than English tells nothing.
 *
 * @param kind the kind of object, e.g. {@code table}
 * @param name its name, as the server prints it: without quotes, and that of a relation without its schema; a type's as SQL has it
 * @param owns whether it takes the object's owner, whom no privilege makes up for
 * @see <a href="https://www.postgresql.org/docs/current/ddl-priv.html">Privileges</a>
 */
public record MissingPrivilege(String kind, String name, boolean owns) {

    private static final String TEMPORARY_TABLES = "temporary tables";
    private static final String ROLE = "role";

    private static final Pattern DENIED = Pattern.compile("permission denied for"
            + " (table|view|materialized view|foreign table|sequence|schema|database|function|procedure|type|language"
            + "|foreign-data wrapper|foreign server|tablespace) (.+)", Pattern.DOTALL);
    /** The kinds of several words come first: an operator class is no operator that is called "class". */
    private static final Pattern NOT_THE_OWNER = Pattern.compile("must be owner of"
            + " ((?:access|event|foreign|large|materialized|operator|statistics|text search)"
            + " (?:method|trigger|table|server|object|view|class|family|configuration|dictionary)|foreign-data wrapper|[a-z]+) (.+)", Pattern.DOTALL);
    private static final Pattern TEMPORARY = Pattern.compile("permission denied to create temporary tables in database \"(.+)\"", Pattern.DOTALL);

    private static final Pattern NOT_A_MEMBER = Pattern.compile("must be (?:a )?(?:member of role|able to SET ROLE) \"(.+)\"", Pattern.DOTALL);
    private static final Pattern EXTENSION = Pattern.compile("permission denied to create extension \"(.+)\"", Pattern.DOTALL);

    private static final List<String> RELATIONS = List.of("table", "view", "materialized view", "foreign table");
    /** What the first word of a statement needs of a table; whatever else it is, is for {@code ALL}. */
    private static final Map<String, String> OF_A_TABLE = Map.of("select", "SELECT", "with", "SELECT", "insert", "SELECT, INSERT",
            "update", "SELECT, UPDATE", "delete", "SELECT, DELETE", "truncate", "TRUNCATE", "create", "REFERENCES, TRIGGER", "alter", "REFERENCES",
            "lock", "SELECT, UPDATE");
    private static final Map<String, String> OF_OTHERS = Map.of("sequence", "USAGE, SELECT, UPDATE", "schema", "USAGE, CREATE",
            "database", "CREATE", "function", "EXECUTE", "procedure", "EXECUTE", "tablespace", "CREATE");

    /** What the error says is missing; none if it is another error, or does not say. */
    public static Optional<MissingPrivilege> in(SQLException error) {
        if (!SqlStates.of(error).equals(SqlStates.INSUFFICIENT_PRIVILEGE)) {
            return Optional.empty();
        }
        String message = SqlStates.message(error);
        return of(DENIED, false, message).or(() -> of(NOT_THE_OWNER, true, message)).or(() -> named(TEMPORARY, TEMPORARY_TABLES, message))
                .or(() -> named(NOT_A_MEMBER, ROLE, message)).or(() -> named(EXTENSION, "extension", message));
    }

    private static Optional<MissingPrivilege> of(Pattern pattern, boolean owns, String message) {
        Matcher refused = pattern.matcher(message);
        return refused.matches() ? Optional.of(new MissingPrivilege(refused.group(1), refused.group(2), owns)) : Optional.empty();
    }

    private static Optional<MissingPrivilege> named(Pattern pattern, String kind, String message) {
        Matcher named = pattern.matcher(message);
        return named.matches() ? Optional.of(new MissingPrivilege(kind, named.group(1), false)) : Optional.empty();
    }

    /**
     * What to do, in a sentence with the statement that does it.
     *
     * @param statement what was refused
     * @param role      the role that it was refused to; none where it is not known
     */
    public String advice(String statement, Optional<String> role) {
        String grantee = role.map(Sql::identifier).orElse("the role of this run");
        if (owns) {
            return "Only the owner of the " + kind + " " + identifier() + " may do that: GRANT that owner's role TO " + grantee
                    + ", and let MIGRATOR_ROLE name it.";
        }
        if (kind.equals("extension")) {
            return "Let a superuser run: CREATE EXTENSION " + Sql.identifier(name) + ".";
        }
        if (kind.equals(ROLE)) {
            return "Let an administrator run: GRANT " + Sql.identifier(name) + " TO " + grantee + ".";
        }
        return "Let its owner run: GRANT " + privileges(statement) + " ON " + object() + " TO " + grantee
                + "; or let MIGRATOR_ROLE name a role that has it.";
    }

    private String privileges(String statement) {
        if (RELATIONS.contains(kind)) {
            String verb = statement.strip().split("\\W", 2)[0].toLowerCase(Locale.ROOT);
            return OF_A_TABLE.getOrDefault(verb, "ALL");
        }
        return kind.equals(TEMPORARY_TABLES) ? "TEMPORARY" : OF_OTHERS.getOrDefault(kind, "USAGE");
    }

    private String object() {
        String type = RELATIONS.contains(kind) ? "TABLE" : switch (kind) {
            case TEMPORARY_TABLES -> "DATABASE";
            case "function", "procedure" -> "ROUTINE";
            case "foreign-data wrapper" -> "FOREIGN DATA WRAPPER";
            case "foreign server" -> "FOREIGN SERVER";
            default -> kind.toUpperCase(Locale.ROOT);
        };
        return type + " " + identifier();
    }

    /** A type's name is the only one that the server prints as SQL has it. */
    private String identifier() {
        return kind.equals("type") ? name : Sql.identifier(name);
    }
}
