package digital.market.migrator.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadmeSettingsTest {

    private static final Pattern ROW = Pattern.compile("\\| `(MIGRATOR_[A-Z_]+)` \\| (?:`([^`]*)`)? ?\\|.*");

    @Test
    void theTableOfSettingsHasEachOneWithItsDefault() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("README.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                documented.put(row.group(1), Optional.ofNullable(row.group(2)).orElse(""));
            }
        }

        Map<String, String> real = new TreeMap<>();
        Stream.of(Variables.class.getDeclaredMethods()).filter(method -> !Modifier.isStatic(method.getModifiers())).forEach(method ->
                real.put(Variables.variable(name(method)), Optional.ofNullable(method.getAnnotation(WithDefault.class)).map(WithDefault::value).orElse("")));

        assertThat(documented).isEqualTo(real);
    }

    private static String name(Method method) {
        return Optional.ofNullable(method.getAnnotation(WithName.class)).map(WithName::value)
                .orElseGet(() -> method.getName().replaceAll("([A-Z])", "-$1").toLowerCase());
    }
}
