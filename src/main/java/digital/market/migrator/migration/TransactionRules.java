package digital.market.migrator.migration;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What statements have to do with the transaction around them, and with the locks of their session. */
final class TransactionRules {

    /** A statement that PostgreSQL refuses inside a transaction, and how it is called in a sentence. */
    private record Refused(Pattern words, String name) {

        private Refused(String regex, String name) {
            this(Pattern.compile(regex), name);
        }
    }

    /** The patterns of Flyway's {@code PostgreSQLParser} for PostgreSQL 12 and newer, over its "simplified statement". */
    private static final Pattern KNOWN_TO_FLYWAY = Pattern.compile("(CREATE|DROP) (DATABASE|TABLESPACE|SUBSCRIPTION)"
            + "|ALTER SYSTEM"
            + "|(CREATE|DROP)( UNIQUE)? INDEX CONCURRENTLY"
            + "|REINDEX( VERBOSE)? (SCHEMA|DATABASE|SYSTEM)"
            + "|VACUUM"
            + "|DISCARD ALL");

    /** Flyway's patterns look at no more keywords than the four of CREATE UNIQUE INDEX CONCURRENTLY. */
    private static final int KEYWORDS_THAT_TELL = 4;

    private static final Pattern CONTROL = Pattern.compile("BEGIN|COMMIT|END|ABORT|ROLLBACK|START TRANSACTION"
            + "|PREPARE TRANSACTION|COMMIT PREPARED|ROLLBACK PREPARED");
    private static final Set<String> BEGINS = Set.of("BEGIN", "START TRANSACTION");
    private static final Set<String> COMMITS = Set.of("COMMIT", "END");
    private static final Set<String> ENDS = Set.of("COMMIT", "END", "ABORT", "ROLLBACK", "PREPARE TRANSACTION");
    private static final Set<String> SAVEPOINTS = Set.of("SAVEPOINT", "RELEASE", "ROLLBACK");
    private static final Set<String> QUERIES = Set.of("SELECT", "WITH");
    private static final Pattern ROLLBACK_TO_SAVEPOINT = Pattern.compile("ROLLBACK (WORK |TRANSACTION )?TO .*");

    private static final String NAME = "(\"([^\"]|\"\")*\"|\\S+) ";

    /**
     * What PostgreSQL's reference pages for these commands say of transaction blocks, and Flyway does not know. A table
     * that is partitioned cannot be told from its name: REINDEX or CLUSTER of one is not found here.
     */
    private static final List<Refused> UNKNOWN_TO_FLYWAY = List.of(
            new Refused("REINDEX .*\\bCONCURRENTLY\\b(?! (FALSE|OFF|0)\\b).*", "REINDEX … CONCURRENTLY"),
            new Refused("ALTER TABLE .*\\bDETACH PARTITION .* CONCURRENTLY",
                    "ALTER TABLE … DETACH PARTITION … CONCURRENTLY"),
            new Refused("CLUSTER( VERBOSE( (TRUE|FALSE|ON|OFF|[01]))?)?", "CLUSTER without a table"),
            new Refused("ALTER DATABASE " + NAME + "(SET |WITH )?TABLESPACE .*", "ALTER DATABASE … SET TABLESPACE"),
            new Refused("ALTER SUBSCRIPTION " + NAME + "REFRESH .*", "ALTER SUBSCRIPTION … REFRESH"),
            new Refused("ALTER SUBSCRIPTION " + NAME + "(SET|ADD|DROP) PUBLICATION (?!.*\\bREFRESH (FALSE|OFF|0)\\b).*",
                    "ALTER SUBSCRIPTION … PUBLICATION, which refreshes it,"),
            new Refused("ALTER SUBSCRIPTION " + NAME + "SET (.* )?(FAILOVER|TWO_PHASE)\\b.*",
                    "ALTER SUBSCRIPTION … SET (failover or two_phase)"));

    private static final Pattern FREES_LOCKS = Pattern.compile("DISCARD ALL|SELECT (.* )?(\\S+\\.)?PG_ADVISORY_UNLOCK_ALL( .*)?");

    private TransactionRules() {
    }

    /** Whether Flyway by itself runs a script of such statements outside a transaction. */
    static boolean flywayRunsOutside(Statement statement) {
        StringBuilder simplified = new StringBuilder();
        for (String keyword : flywaysKeywords(statement)) {
            simplified.append(simplified.isEmpty() ? "" : " ").append(keyword);
            if (KNOWN_TO_FLYWAY.matcher(simplified).matches()) {
                return true;
            }
        }
        return false;
    }

    /** The words that Flyway looks at: letters only, not qualified, outside parentheses. */
    private static List<String> flywaysKeywords(Statement statement) {
        return statement.topLevelWords().filter(word -> word.chars().allMatch(c -> Character.isLetter(c) || c == '_'))
                .limit(KEYWORDS_THAT_TELL).toList();
    }

    /** The words with which the statement ends, prepares or begins a transaction; none if it does not. */
    static Optional<String> transactionControl(Statement statement) {
        List<String> words = statement.topLevelWords().limit(2).toList();
        if (words.isEmpty() || ROLLBACK_TO_SAVEPOINT.matcher(statement.words()).matches()) {
            return Optional.empty();
        }
        return Optional.of(String.join(" ", words)).filter(two -> CONTROL.matcher(two).matches())
                .or(() -> Optional.of(words.get(0)).filter(one -> CONTROL.matcher(one).matches()));
    }

    /**
     * The statement that begins a transaction which these statements do not end; none if each that is begun is ended.
     * {@code COMMIT AND CHAIN} ends one and begins another.
     */
    static Optional<Statement> leftOpen(List<Statement> statements) {
        Optional<Statement> open = Optional.empty();
        for (Statement statement : statements) {
            String words = transactionControl(statement).orElse("");
            if (BEGINS.contains(words) && open.isEmpty() || ENDS.contains(words) && chains(statement)) {
                open = Optional.of(statement);
            } else if (ENDS.contains(words)) {
                open = Optional.empty();
            }
        }
        return open;
    }

    /** Whether the statement begins a transaction. */
    static boolean begins(Statement statement) {
        return transactionControl(statement).filter(BEGINS::contains).isPresent();
    }

    /** Whether the statement ends a transaction, and begins no other. */
    static boolean ends(Statement statement) {
        return transactionControl(statement).filter(ENDS::contains).isPresent() && !chains(statement);
    }

    /** Whether the statement commits a transaction. */
    static boolean commits(Statement statement) {
        return transactionControl(statement).filter(COMMITS::contains).isPresent();
    }

    /** Whether a statement that ends a transaction begins another. */
    static boolean chains(Statement statement) {
        return statement.words().endsWith(" AND CHAIN");
    }

    /** How a sentence calls the statement, if PostgreSQL refuses it inside a transaction. */
    static Optional<String> refusedInTransaction(Statement statement) {
        if (flywayRunsOutside(statement)) {
            return Optional.of(String.join(" ", statement.topLevelWords().limit(2).toList()));
        }
        if (!mayBeRefused(statement)) {
            return Optional.empty();
        }
        String words = statement.words();
        return UNKNOWN_TO_FLYWAY.stream().filter(refused -> refused.words().matcher(words).matches()).map(Refused::name)
                .findFirst();
    }

    /** Whether PL/pgSQL refuses to {@code EXECUTE} the statement: what has to do with savepoints, and {@code SELECT INTO}. */
    static boolean refusedByExecute(Statement statement) {
        String first = statement.topLevelWords().findFirst().orElse("");
        return SAVEPOINTS.contains(first) || QUERIES.contains(first) && statement.topLevelWords().anyMatch("INTO"::equals);
    }

    /** Whether the statement frees all advisory locks of its session. */
    static boolean freesLocks(Statement statement) {
        return statement.topLevelWords().findFirst().filter(List.of("DISCARD", "SELECT")::contains).isPresent()
                && FREES_LOCKS.matcher(statement.words()).matches();
    }

    /** Spares the long statements, which hold data, from being read to their end. */
    private static boolean mayBeRefused(Statement statement) {
        return statement.topLevelWords().findFirst().filter(List.of("REINDEX", "ALTER", "CLUSTER")::contains).isPresent();
    }
}
