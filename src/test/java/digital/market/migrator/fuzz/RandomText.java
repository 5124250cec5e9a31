package digital.market.migrator.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Text that nobody would write, and text that somebody wrote and that was damaged on its way. */
final class RandomText {

    /** A build is the same each time. Whoever takes the seed away, or changes it, looks for more. */
    static final String SEED = "20261126";

    private static final String MARKS = ":/?#[]@!$&'()*+,;=%\\\"<>^`{|}~ \t\r\n\u0001\u007f\u00e4\u20ac\uD83D\uDE00-._0159azAZ";

    private RandomText() {
    }

    /** Anything that an environment's variable can hold: no NUL, and nothing that is not Unicode. */
    static Arbitrary<String> any() {
        Arbitrary<String> marks = Arbitraries.strings().withChars(MARKS.toCharArray()).ofMinLength(1).ofMaxLength(40).filter(RandomText::isUnicode);
        Arbitrary<String> all = Arbitraries.strings().all().excludeChars('\0').ofMinLength(1).ofMaxLength(40).filter(RandomText::isUnicode);
        Arbitrary<String> numbers = Arbitraries.longs().map(Object::toString);
        Arbitrary<String> peculiar = Arbitraries.of("-0", "1e9", "NaN", "0x10", "٣", "true", "null", "none", "..", "/", "%", "%%", "%00", "%zz", "%C3", "${x}", "$$",
                "a".repeat(5000), "\u00e9".repeat(40), "'; DROP TABLE users; --", "\" OR \"\"=\"", "-----BEGIN CERTIFICATE-----", "/dev/null", "/", "\uFFFD",
                "postgresql://", "jdbc:postgresql:", "filesystem:", "classpath:db/migration");
        return Arbitraries.frequencyOf(Tuple.of(4, marks), Tuple.of(2, all), Tuple.of(2, numbers),
                Tuple.of(3, peculiar));
    }

    /** One of these texts, with up to so many places where something was taken away, put in, or replaced. */
    static Arbitrary<String> damaged(Arbitrary<String> texts, int atMost) {
        return Combinators.combine(texts, edit().list().ofMaxSize(atMost)).as((text, edits) -> {
            String damaged = text;
            for (Edit edit : edits) {
                damaged = edit.in(damaged);
            }
            return damaged;
        }).filter(RandomText::isUnicode);
    }

    private static Arbitrary<Edit> edit() {
        Arbitrary<String> piece = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.of(MARKS.codePoints().mapToObj(Character::toString).toList())),
                Tuple.of(1, any()));
        return Combinators.combine(Arbitraries.of(Edit.Kind.values()), Arbitraries.doubles().between(0, 1), piece).as(Edit::new);
    }

    private static boolean isUnicode(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** What happens to a text at one place. */
    private record Edit(Kind kind, double where, String piece) {

        enum Kind { INSERT, DELETE, REPLACE, TRUNCATE, DOUBLE }

        String in(String text) {
            int at = (int) (where * text.length());
            int next = Math.min(at + 1, text.length());
            return switch (kind) {
                case INSERT -> text.substring(0, at) + piece + text.substring(at);
                case DELETE -> text.substring(0, at) + text.substring(next);
                case REPLACE -> text.substring(0, at) + piece + text.substring(next);
                case TRUNCATE -> at < text.length() / 2 ? text : text.substring(0, at);
                case DOUBLE -> text.substring(0, at) + List.of(text.substring(at, next), text.substring(at)).get(at % 2) + text.substring(at);
            };
        }
    }
}
