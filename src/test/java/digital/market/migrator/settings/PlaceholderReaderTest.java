package digital.market.migrator.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceholderReaderTest {

    @TempDir
    private Path folder;

    @Test
    void anEmptyValueIsAValue() {
        assertThat(read(Map.of("MIGRATOR_PLACEHOLDER_ONLY_PG", ""), Map.of()).placeholders()).containsEntry("only_pg", "");
        assertThat(read(Map.of(), Map.of("migrator.placeholder.only_pg", "")).placeholders()).containsEntry("only_pg", "");
    }

    @Test
    void aNameMayHoldDotsAndDashes() {
        assertThat(read(Map.of("MIGRATOR_PLACEHOLDER_default.admin", "a"), Map.of("migrator.placeholder.logic.psql-only", "b")).placeholders())
                .containsEntry("default.admin", "a").containsEntry("logic.psql-only", "b");
    }

    @Test
    void aFileHoldsSecretsOfAnyName() throws IOException {
        Path file = Files.writeString(folder.resolve("placeholders"), "# ours\n\nlogic.psql-only = x=y \r\nEmpty=\ntoken=t0ken\nboth=file\n");

        Settings settings = read(Map.of("MIGRATOR_PLACEHOLDERS_FILE", file.toString(), "MIGRATOR_PLACEHOLDER_BOTH", "variable"), Map.of());

        assertThat(settings.placeholders()).containsOnly(Map.entry("logic.psql-only", " x=y "), Map.entry("empty", ""), Map.entry("token", "t0ken"),
                Map.entry("both", "variable"));
        assertThat(settings.secrets()).containsExactlyInAnyOrder("logic.psql-only", "empty", "token");
        assertThat(settings.origins()).contains(new Setting("placeholder.both", "variable", "MIGRATOR_PLACEHOLDER_BOTH"),
                new Setting("placeholder.logic.psql-only", Secret.MASK, "MIGRATOR_PLACEHOLDERS_FILE"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a=hunter2;hunter2 | line 2 of this file is not NAME=VALUE
            =hunter2          | line 1 of this file is not NAME=VALUE
            a=hunter2;A=x     | line 2 of this file names a placeholder once more
            """)
    void aFileThatCannotBeReadIsNamedWithoutItsContent(String lines, String reason) throws IOException {
        Path file = Files.writeString(folder.resolve("placeholders"), lines.replace(';', '\n'));

        assertThatThrownBy(() -> read(Map.of("MIGRATOR_PLACEHOLDERS_FILE", file.toString()), Map.of()))
                .hasMessageContaining("MIGRATOR_PLACEHOLDERS_FILE is \"" + file + "\": " + reason).hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> read(Map.of("MIGRATOR_PLACEHOLDERS_FILE", folder.toString()), Map.of())).hasMessageContaining("this file is a folder");
    }

    private static Settings read(Map<String, String> environment, Map<String, String> options) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("DATABASE_URL", "postgresql://bot@db/shop");
        return SettingsReader.read(all, options);
    }
}
