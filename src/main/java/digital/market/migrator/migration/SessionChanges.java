package digital.market.migrator.migration;

import digital.market.migrator.migration.Token.Type;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a script changes in the session that it runs in, as far as its text tells: {@code SET} (also {@code SET LOCAL},
 * which in a caller's transaction outlives the script), {@code RESET}, {@code DISCARD ALL} and
 * calls of {@code set_config} with a literal name. What a function or a {@code DO} block sets is not seen.
 *
 * @param parameters the run-time parameters by the names that {@code current_setting} knows, in lower case
 * @param everything whether the script says {@code RESET ALL} or {@code DISCARD ALL}
 */
record SessionChanges(Set<String> parameters, boolean everything) {

    /** The changes that these statements make. */
    static SessionChanges of(List<Statement> statements) {
        Set<String> parameters = new TreeSet<>();
        boolean everything = false;
        for (Statement statement : statements) {
            List<String> first = statement.topLevelWords().limit(2).toList();
            everything |= first.equals(List.of("RESET", "ALL")) || first.equals(List.of("DISCARD", "ALL"));
            parameters.addAll(setOrReset(statement));
            parameters.addAll(setConfig(statement));
        }
        return new SessionChanges(parameters, everything);
    }

    private static Set<String> setOrReset(Statement statement) {
        List<String> words = statement.topLevelWords().limit(4).toList();
        if (words.size() < 2 || !words.get(0).equals("SET") && !words.get(0).equals("RESET")) {
            return Set.of();
        }
        String rest = String.join(" ", words.subList(1, words.size()));
        if (rest.startsWith("SESSION CHARACTERISTICS")) {
            return Set.of("default_transaction_isolation", "default_transaction_read_only",
                    "default_transaction_deferrable");
        }
        return parameter(rest.startsWith("SESSION AUTHORIZATION") ? rest : rest.replaceFirst("^(SESSION|LOCAL) ", ""));
    }

    /** The parameter behind the words that follow {@code SET}: PostgreSQL's page on SET lists the special spellings. */
    private static Set<String> parameter(String words) {
        String[] word = words.split(" ");
        return switch (word[0]) {
            case "ALL", "CONSTRAINTS", "TRANSACTION" -> Set.of();
            case "SESSION" -> Set.of("session_authorization", "role");
            case "TIME" -> Set.of("timezone");
            case "NAMES" -> Set.of("client_encoding");
            case "SCHEMA" -> Set.of("search_path");
            case "XML" -> Set.of("xmloption");
            default -> Set.of(plain(word[0]));
        };
    }

    private static Set<String> setConfig(Statement statement) {
        Set<String> parameters = new TreeSet<>();
        if (statement.text().toLowerCase(Locale.ROOT).contains("set_config")) {
            List<Token> tokens = statement.tokens().toList();
            for (int i = 0; i + 2 < tokens.size(); i++) {
                literalArgument(statement.text(), tokens.subList(i, i + 3)).ifPresent(parameters::add);
            }
        }
        return parameters;
    }

    /** The first argument, if the tokens are {@code set_config ( 'name'}. */
    private static Optional<String> literalArgument(String sql, List<Token> tokens) {
        Token argument = tokens.get(2);
        boolean call = plain(tokens.get(0).in(sql)).equals("set_config") && tokens.get(1).is('(', sql)
                && argument.type() == Type.STRING && sql.charAt(argument.start()) == '\'';
        return call ? Optional.of(plain(argument.in(sql).replace('\'', '"'))) : Optional.empty();
    }

    private static String plain(String name) {
        return name.replace("\"", "").toLowerCase(Locale.ROOT);
    }
}
