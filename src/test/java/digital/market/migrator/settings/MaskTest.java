package digital.market.migrator.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values of placeholders are hidden, whole and where a text was cut in their middle. */
class MaskTest {

    private static final Mask MASK = new Mask(Map.of("password", "horse-battery-staple", "animal", "horse", "schema", "bot"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ALTER ROLE bot PASSWORD 'horse-battery-staple' | ALTER ROLE bot PASSWORD '${password}'
            a horse, a horse-battery-staple                | a ${animal}, a ${password}
            SELECT 1                                       | SELECT 1
            """)
    void aValueIsHiddenAndALongerOneFirst(String text, String masked) {
        assertThat(MASK.over(text)).isEqualTo(masked);
        assertThat(MASK.overCut(text)).isEqualTo(masked);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ALTER ROLE bot PASSWORD 'horse-battery-stap | ALTER ROLE bot PASSWORD '${password}
            ALTER ROLE bot PASSWORD 'horse-b            | ALTER ROLE bot PASSWORD '${password}
            SELECT 'horse-battery-staple', 'hors        | SELECT '${password}', '${password}
            hors                                        | ${password}
            SELECT hor                                  | SELECT hor
            """)
    void soIsTheBeginningOfOneAtTheEndOfATextThatWasCut(String text, String masked) {
        assertThat(MASK.overCut(text)).isEqualTo(masked);
    }

    @Test
    void itIsPrintedWithoutTheValues() {
        assertThat(MASK.toString()).contains("password").doesNotContain("horse");
    }
}
