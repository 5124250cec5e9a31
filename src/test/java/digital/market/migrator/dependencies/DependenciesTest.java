package digital.market.migrator.dependencies;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import digital.market.migrator.MigrationEnvironment;
import digital.market.migrator.dependencies.wrong.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The house is built as it was drawn; and a house that is not would be noticed. */
class DependenciesTest {

    private static final Dependencies OURS = new Dependencies(MigrationEnvironment.class.getPackageName());
    private static final Dependencies WRONG = new Dependencies(Main.class.getPackageName());

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(OURS.root());
    private static final JavaClasses WRONG_CLASSES = new ClassFileImporter().importPackages(WRONG.root());

    private static Iterable<String> rules() {
        return OURS.rules().keySet();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void importsRunDownwards(String rule) {
        OURS.rules().get(rule).check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void anImportThatDoesNotIsFound(String name) {
        ArchRule rule = WRONG.rules().get(name);

        assertThat(rule.evaluate(WRONG_CLASSES).hasViolation()).as(rule.getDescription()).isTrue();
    }

    @Test
    void theRulesMeetTheProgramItself() {
        assertThat(CLASSES.contain(MigrationEnvironment.class)).isTrue();
        assertThat(CLASSES.contain(DependenciesTest.class)).isFalse();
        assertThat(CLASSES).extracting(type -> type.getPackageName().replace(OURS.root(), ""))
                .contains("", ".command", ".migration", ".database", ".settings", ".report");
    }
}
