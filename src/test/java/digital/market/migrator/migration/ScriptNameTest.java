package digital.market.migrator.migration;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.internal.resource.ResourceName;
import org.flywaydb.core.internal.resource.ResourceNameParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ScriptNameTest {

    private static final ResourceNameParser FLYWAY = new ResourceNameParser(new FluentConfiguration());

    @Property
    void namesAreReadAsFlywayReadsThem(@ForAll("names") String name) {
        ResourceName theirs = FLYWAY.parse(name);
        Optional<ScriptName> ours = parse(name);

        if (ours.isPresent()) {
            assertThat(theirs.isValid()).isTrue();
            assertThat(ours.get().description()).isEqualTo(theirs.getDescription());
            assertThat(ours.get().version().map(Version::text))
                    .isEqualTo(Optional.ofNullable(theirs.getVersion()).map(Object::toString));
        } else {
            assertThat(!theirs.isValid() || theirs.getDescription().isBlank()).isTrue();
        }
    }

    @Test
    void anUndoScriptIsReadAsTheScriptThatItTakesBack() {
        assertThat(ScriptName.parse("U2_1__drop_it.sql"))
                .isEqualTo(new ScriptName(Kind.UNDO, Optional.of(Version.of("2.1")), "drop it"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            V1_x.sql            | two underscores stand before the description: V1__x.sql
            V1_2_add_x.sql      | two underscores stand before the description: V1_2__add_x.sql
            R_x.sql             | two underscores stand before the description: R__x.sql
            v1__x.sql           | its first letter is a capital: V1__x.sql
            u1__x.sql           | its first letter is a capital: U1__x.sql
            r__x.sql            | its first letter is a capital: R__x.sql
            V__x.sql            | it has no version: V5__x.sql
            U__x.sql            | it has no version: U5__x.sql
            V.sql               | it has no version: V5__what_it_does.sql
            R1__x.sql           | a repeatable migration has no version: R__x.sql
            V1a__x.sql          | "1a" is no version
            V1.__x.sql          | "1." is no version
            V+1__x.sql          | "+1" is no version
            Vlatest__x.sql      | "latest" is no version
            V1__.sql            | has no description: call it V1__what_it_does.sql
            V1___.sql           | has no description: call it V1__what_it_does.sql
            V1.sql              | has no description: call it V1__what_it_does.sql
            R__.sql             | has no description: call it R__what_it_does.sql
            beforeMigrate.sql   | callbacks, which market-migrator does not run
            afterMigrate__x.sql | callbacks, which market-migrator does not run
            B1__x.sql           | baseline migrations, which market-migrator does not run: call it V1__x.sql
            setup.sql           | a script is called V5__what_it_does.sql
            .sql                | a script is called V5__what_it_does.sql
            """)
    void aNameThatIsNoneIsRefusedWithTheRightForm(String name, String reason) {
        assertThatThrownBy(() -> ScriptName.parse(name)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aVersionThatTheHistoryCannotHoldIsRefused() {
        assertThat(ScriptName.parse("V" + "1".repeat(50) + "__x.sql").version()).isPresent();
        assertThatThrownBy(() -> ScriptName.parse("V" + "1".repeat(51) + "__x.sql"))
                .hasMessage("has a version of 51 characters: the history holds at most 50");
    }

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> free = Arbitraries.strings().withChars("VRv12._ xé").ofMaxLength(10).map(name -> name + ".sql");
        Arbitrary<String> near = Arbitraries.of("V1", "V1_2", "V01.0", "R", "V", "Vx")
                .flatMap(start -> Arbitraries.of("__", "_", "___", "").flatMap(separator ->
                        Arbitraries.strings().withChars("ab_ .é-").ofMaxLength(8).flatMap(description ->
                                Arbitraries.of(".sql", ".SQL").map(suffix -> start + separator + description + suffix))));
        return Arbitraries.oneOf(free, near);
    }

    private static Optional<ScriptName> parse(String name) {
        try {
            return Optional.of(ScriptName.parse(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
