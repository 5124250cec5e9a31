package digital.market.migrator.migration;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What scripts cannot do behind a pooler that gives each transaction another session of the server: have no transaction, or
 * leave something in the session, which is somebody else's when the transaction has ended. What they {@code SET} ends with
 * the transaction and is no reason.
 */
final class PoolerRules {

    /** Statements that act on the session beyond the transaction, and how they are called in a sentence. */
    private record Stays(Pattern words, String name) {

        private Stays(String regex, String name) {
            this(Pattern.compile(regex), name);
        }
    }

    private static final List<Stays> STAYS = List.of(
            new Stays("LISTEN .*", "LISTEN"),
            new Stays("UNLISTEN.*", "UNLISTEN"),
            new Stays("PREPARE .*", "PREPARE"),
            new Stays("DEALLOCATE.*", "DEALLOCATE"),
            new Stays("DISCARD .*", "DISCARD"),
            new Stays("RESET ALL", "RESET ALL"),
            new Stays("LOAD.*", "LOAD"),
            new Stays("DECLARE .*\\bWITH HOLD\\b.*", "DECLARE … WITH HOLD"),
            new Stays("CREATE (GLOBAL |LOCAL |OR REPLACE )?TEMP(ORARY)? (?!.*\\bON COMMIT DROP\\b).*", "a temporary object without ON COMMIT DROP"),
            new Stays("(SELECT|WITH) .*\\bINTO (GLOBAL |LOCAL )?TEMP(ORARY)? .*", "SELECT INTO TEMPORARY"),
            new Stays("(SELECT|WITH) (.* )?(\\S+\\.)?PG_(TRY_)?ADVISORY_LOCK(_SHARED)?( .*)?", "an advisory lock of the session"));

    /** Spares other statements, which may hold data, from being read to their end. */
    private static final Set<String> FIRST_WORDS = Set.of("LISTEN", "UNLISTEN", "PREPARE", "DEALLOCATE", "DISCARD", "RESET", "LOAD", "DECLARE",
            "CREATE", "SELECT", "WITH");

    private PoolerRules() {
    }

    /** A sentence for each thing in the script that does not go with such a pooler. */
    static List<String> problems(Migration migration, Placeholders placeholders) {
        if (!ScriptRules.runsInTransaction(migration, placeholders)) {
            return List.of(migration.script() + " runs without a transaction, and the pooler before the server gives a session for one transaction "
                    + "only: there neither the migrators' lock nor a lock_timeout can be held around it. " + remedy("C"));
        }
        return Statements.in(migration.sql(placeholders)).stream()
                .flatMap(statement -> staying(statement).map(name -> migration.script() + " line " + statement.line() + ": " + name
                        + " outlives the transaction, and the pooler before the server gives the session to somebody else then. "
                        + remedy(name.contains("ON COMMIT DROP") ? "Add ON COMMIT DROP. Or c" : "C")).stream())
                .toList();
    }

    private static String remedy(String beginning) {
        return beginning + "onnect to PostgreSQL itself; if the pooler gives each client a session of its own, "
                + "set MIGRATOR_POOLER=none.";
    }

    private static Optional<String> staying(Statement statement) {
        Optional<String> first = statement.topLevelWords().findFirst();
        if (first.filter(FIRST_WORDS::contains).isEmpty()) {
            return Optional.empty();
        }
        String words = statement.words();
        Stream<Stays> found = STAYS.stream().filter(stays -> stays.words().matcher(words).matches());
        return found.map(Stays::name).findFirst();
    }
}
