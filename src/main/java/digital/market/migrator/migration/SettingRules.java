package digital.market.migrator.migration;

import digital.market.migrator.migration.Token.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Settings that a script cannot change: with another value it would be read in another way, or the driver ends the connection.
 * What a function, a {@code DO} block or an expression sets is found when it runs.
 */
final class SettingRules {

    private static final Set<String> UTF8 = Set.of("utf8", "unicode");

    /** A {@code SET}, or a call of {@code set_config}. */
    private record Assignment(String parameter, List<String> values) {

        /** The end of a sentence, if it cannot be. PostgreSQL takes any spelling of these values. */
        private Optional<String> problem() {
            return switch (parameter) {
                case "client_encoding" -> values.stream().filter(value -> !UTF8.contains(value.replaceAll("[^a-z0-9]", ""))).findFirst()
                        .map(value -> "client_encoding cannot be " + value + ": market-migrator sends scripts as UTF-8, and the driver closes a "
                                + "connection with another encoding. Save the script as UTF-8, and take this out.");
                case "datestyle" -> values.stream().flatMap(value -> Stream.of(value.split("[,\\s]+"))).filter(Assignment::isNotIso).findFirst()
                        .map(value -> "DateStyle cannot be " + value + ": the driver closes a connection whose dates are not ISO. Take it out; "
                                + "'ISO, DMY' and 'ISO, MDY' read days and months in either order, and to_date() reads any form.");
                case "standard_conforming_strings" -> values.stream().filter(Assignment::isOff).findFirst()
                        .map(value -> "standard_conforming_strings cannot be " + value + ": market-migrator tells statements apart with it on. "
                                + "Take it out, and write E'…' where a backslash begins an escape.");
                default -> Optional.empty();
            };
        }

        private static boolean isNotIso(String style) {
            return style.equals("sql") || style.equals("german") || style.startsWith("postgres");
        }

        private static boolean isOff(String value) {
            return value.equals("0") || value.equals("of") || !value.isEmpty() && Stream.of("off", "false", "no").anyMatch(word -> word.startsWith(value));
        }
    }

    private final String sql;
    private final List<Token> tokens;

    private SettingRules(Statement statement) {
        this.sql = statement.text();
        this.tokens = statement.tokens().toList();
    }

    /** The end of a sentence for each of these settings that the statement changes to what cannot be. */
    static List<String> problems(Statement statement) {
        boolean set = statement.topLevelWords().findFirst().filter("SET"::equals).isPresent();
        boolean created = statement.topLevelWords().findFirst().filter("CREATE"::equals).isPresent();
        if (!set && (created || !statement.text().toLowerCase(Locale.ROOT).contains("set_config"))) {
            return List.of();
        }
        SettingRules rules = new SettingRules(statement);
        return (set ? rules.set().stream() : rules.calls()).map(Assignment::problem).flatMap(Optional::stream).toList();
    }

    private Optional<Assignment> set() {
        int name = is(1, "SESSION") || is(1, "LOCAL") ? 2 : 1;
        if (is(name, "NAMES")) {
            return Optional.of(new Assignment("client_encoding", values(name + 1)));
        }
        return name + 1 < tokens.size() && (is(name + 1, "TO") || tokens.get(name + 1).is('=', sql))
                ? Optional.of(new Assignment(plain(tokens.get(name)), values(name + 2))) : Optional.empty();
    }

    /** All values from there on; the keyword {@code DEFAULT} is what the session began with. */
    private List<String> values(int from) {
        List<String> values = new ArrayList<>();
        for (Token token : tokens.subList(Math.min(from, tokens.size()), tokens.size())) {
            if (token.type() != Type.SYMBOL && !token.is("DEFAULT", sql)) {
                values.add(plain(token));
            }
        }
        return values;
    }

    /** The calls of {@code set_config} with literals. */
    private Stream<Assignment> calls() {
        return IntStream.range(0, tokens.size() - 4)
                .filter(i -> plain(tokens.get(i)).equals("set_config") && tokens.get(i + 1).is('(', sql) && tokens.get(i + 2).type() == Type.STRING
                        && tokens.get(i + 3).is(',', sql) && tokens.get(i + 4).type() == Type.STRING)
                .mapToObj(i -> new Assignment(plain(tokens.get(i + 2)), List.of(plain(tokens.get(i + 4)))));
    }

    private boolean is(int index, String keyword) {
        return index < tokens.size() && tokens.get(index).is(keyword, sql);
    }

    /** A name, a word or a literal without its quotes, in lower case. */
    private String plain(Token token) {
        String text = token.in(sql);
        int quote = token.type() == Type.STRING ? text.indexOf('\'') : token.type() == Type.QUOTED_NAME ? text.indexOf('"') : -1;
        return (quote < 0 ? text : text.substring(quote + 1, text.length() - 1)).toLowerCase(Locale.ROOT).strip();
    }
}
