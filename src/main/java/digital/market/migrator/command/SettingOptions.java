package digital.market.migrator.command;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

import picocli.CommandLine.Option;

/** The options that every command has: the settings by their names, as text. What they may hold is the settings' to say. */
final class SettingOptions {

    /** What the option {@code --target} is for, of the commands that have it. */
    static final String TARGET = "A file that says what the schema has to look like at the newest version, for scripts of your own; "
            + "check --write-target writes one.";

    private static final String PREFIX = "migrator.";

    private final Map<String, String> values = new TreeMap<>();

    /** The name under which a setting's option is handed on. */
    static String property(String name) {
        return PREFIX + name;
    }

    /** What was given, by the names of the settings. */
    Map<String, String> values() {
        return Collections.unmodifiableMap(values);
    }

    @Option(names = "--locations", paramLabel = "PLACES",
            description = "Where the scripts are, e.g. filesystem:/migrations (default: the packaged ones).")
    void locations(String value) {
        set("locations", value);
    }

    @Option(names = "--schema", paramLabel = "NAME",
            description = "The schema to migrate (default: public).")
    void schema(String value) {
        set("schema", value);
    }

    @Option(names = "--create-schema", description = "Create the schema if it is missing.")
    void createSchema(boolean value) {
        set("create-schema", String.valueOf(value));
    }

    @Option(names = "--table", paramLabel = "NAME",
            description = "The history's table (default: flyway_schema_history).")
    void table(String value) {
        set("table", value);
    }

    @Option(names = "--role", paramLabel = "NAME",
            description = "The role to take on by SET ROLE.")
    void role(String value) {
        set("role", value);
    }

    @Option(names = "--history-owner", paramLabel = "NAME",
            description = "A role that may own the history, and what is on it, without the run being a member of it.")
    void historyOwner(String value) {
        set("history-owner", value);
    }

    @Option(names = "--wait", paramLabel = "TIME",
            description = "How long the database may take to answer (default: 60s).")
    void waitForDatabase(String value) {
        set("wait", value);
    }

    @Option(names = "--auth-grace", paramLabel = "TIME",
            description = "How long a password may be refused, or a role be missing, before that is final (default: 0s).")
    void authGrace(String value) {
        set("auth-grace", value);
    }

    @Option(names = "--lock-wait", paramLabel = "TIME",
            description = "How long to wait for another migrator (default: 2m).")
    void lockWait(String value) {
        set("lock-wait", value);
    }

    @Option(names = "--deadline", paramLabel = "TIME",
            description = "How long the whole run may take (default: none).")
    void deadline(String value) {
        set("deadline", value);
    }

    @Option(names = "--lock-timeout", paramLabel = "TIME",
            description = "How long a statement waits for a table's lock (default: 3s).")
    void lockTimeout(String value) {
        set("lock-timeout", value);
    }

    @Option(names = "--lock-retries", paramLabel = "N",
            description = "How often a migration is tried again that could not lock a table within --lock-timeout (default: 10).")
    void lockRetries(String value) {
        set("lock-retries", value);
    }

    @Option(names = "--statement-timeout", paramLabel = "TIME",
            description = "How long a statement may take (default: none).")
    void statementTimeout(String value) {
        set("statement-timeout", value);
    }

    @Option(names = "--secrets", paramLabel = "NAME,…",
            description = "The placeholders whose values no output may hold; password, passwd, secret, token, key or credential in a name says it too.")
    void secrets(String value) {
        set("secrets", value);
    }

    @Option(names = "--pooler", paramLabel = "auto|none|transaction",
            description = "What stands before the server: find out, nothing, or a pooler that lends a session for a transaction (default: auto).")
    void pooler(String value) {
        set("pooler", value);
    }

    @Option(names = "--cleartext-password", paramLabel = "refuse|allow",
            description = "Whether a server may ask for the password in clear on a connection without TLS (default: refuse).")
    void cleartextPassword(String value) {
        set("cleartext-password", value);
    }

    @Option(names = "--ahead", paramLabel = "ignore|fail",
            description = "What to do about a database that is newer than the scripts (default: ignore).")
    void ahead(String value) {
        set("ahead", value);
    }

    @Option(names = "--adopt", paramLabel = "auto|never",
            description = "What to do about a database that Alembic has migrated so far (default: auto).")
    void adopt(String value) {
        set("adopt", value);
    }

    @Option(names = "--drift", paramLabel = "warn|ignore|fail", arity = "0..1", fallbackValue = "fail",
            description = "What to do, once something was applied, about a schema that is not what it should be (default: warn; fail, where "
                    + "the option stands alone).")
    void drift(String value) {
        set("drift", value);
    }

    @Option(names = "--invalid-index", paramLabel = "fail|rebuild",
            description = "What to do about an INVALID index that a script has left behind (default: fail).")
    void invalidIndex(String value) {
        set("invalid-index", value);
    }

    @Option(names = "--repair-line", paramLabel = "LINE",
            description = "How the command repair is run where this runs; the failure of a script that stopped half-way names it.")
    void repairLine(String value) {
        set("repair-line", value);
    }

    @Option(names = "--placeholder", paramLabel = "NAME=VALUE",
            description = "What stands for $${NAME} in scripts. Secrets belong into MIGRATOR_PLACEHOLDER_<NAME>.")
    void placeholders(Map<String, String> given) {
        if (given != null) {
            given.forEach((name, value) -> set("placeholder." + name, value));
        }
    }

    @Option(names = "--placeholders-file", paramLabel = "FILE",
            description = "A file of lines NAME=VALUE, each as with --placeholder; no output may hold the values.")
    void placeholdersFile(String value) {
        set("placeholders-file", value);
    }

    @Option(names = "--json", description = "Print the report as JSON.")
    void json(boolean value) {
        set("json", String.valueOf(value));
    }

    @Option(names = "--report-file", paramLabel = "FILE",
            description = "Write the report to this file too, as JSON.")
    void reportFile(String value) {
        set("report-file", value);
    }

    @Option(names = "--termination-log", paramLabel = "FILE",
            description = "Where Kubernetes reads how the run ended (default: /dev/termination-log).")
    void terminationLog(String value) {
        set("termination-log", value);
    }

    /** Adds an option that only some commands have. */
    void set(String name, String value) {
        if (value != null) {
            values.put(property(name), value);
        }
    }
}
