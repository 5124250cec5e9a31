package digital.market.migrator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import digital.market.migrator.migration.Token.Type;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DollarQuoteTest {

    @Property
    void whateverItHoldsItIsOneLiteral(@ForAll("texts") String text) {
        String quoted = DollarQuote.of("q", text);

        assertThat(new Lexer(quoted).next()).contains(new Token(Type.DOLLAR_STRING, 0, quoted.length()));
        assertThat(quoted).contains(text);
    }

    @Test
    void theTagIsTheNameWhereThatIsPossible() {
        assertThat(DollarQuote.of("sql", "select $$a$$")).isEqualTo("$sql$select $$a$$$sql$");
        assertThat(DollarQuote.of("sql", "select $sql$a$sql$")).isEqualTo("$sql2$select $sql$a$sql$$sql2$");
        assertThat(DollarQuote.of("sql", "select 1$sql")).isEqualTo("$sql2$select 1$sql$sql2$");
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("$", "$q$", "$q2$", "q", "2", "$q", "a", "\n", "'", "ü").list().ofMaxSize(8).map(parts -> String.join("", parts));
    }
}
