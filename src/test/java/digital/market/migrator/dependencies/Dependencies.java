package digital.market.migrator.dependencies;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Who may use whom: imports run downwards only, and what comes from outside stays where it belongs.
 *
 * @param root the package that holds the others
 */
record Dependencies(String root) {

    /** The rules by their names. */
    Map<String, ArchRule> rules() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put("report knows none", knowsOnly("report"));
        rules.put("settings know report", knowsOnly("settings", "report"));
        rules.put("schema knows settings, and how SQL is spelled and asked", classes().that(inAnyOf("schema")).should().onlyDependOnClassesThat(
                notOurs().or(inAnyOf("schema", "settings", "report")).or(inAnyOf("database").and(simpleName("Sql").or(simpleName("OwnQuery"))))).allowEmptyShould(true));
        rules.put("database knows settings", knowsOnly("database", "settings", "report"));
        rules.put("migration knows schema and database", knowsOnly("migration", "schema", "database", "settings", "report"));
        rules.put("nobody below the commands knows the way in", noClasses().that(inAnyOf("report", "settings", "schema", "database", "migration"))
                .should().dependOnClassesThat(resideInAPackage(root)).allowEmptyShould(true));
        rules.put("the way in knows the commands, and where the log goes", classes().that(resideInAPackage(root)).and(simpleName("Main"))
                .should().onlyDependOnClassesThat(notOurs().or(inAnyOf("command", "settings", "report")).or(simpleName("Main"))).allowEmptyShould(true));
        rules.put("the Java API knows no commands", noClasses().that(resideInAPackage(root)).and(not(simpleName("Main")))
                .should().dependOnClassesThat(inAnyOf("command")).allowEmptyShould(true));
        rules.put("JDBC is for database, schema and migration, and for the Java API's connections",
                only("java.sql", inAnyOf("database", "schema", "migration").or(simpleName("MigrationEnvironment"))));
        rules.put("data sources are for migration", only("javax.sql", inAnyOf("migration")));
        rules.put("the driver is for database", only("org.postgresql", inAnyOf("database")));
        rules.put("Flyway is for migration", only("org.flywaydb", inAnyOf("migration")));
        rules.put("picocli is for command", only("picocli", inAnyOf("command")));
        rules.put("Quarkus is for command and the way in", only("io.quarkus", inAnyOf("command").or(resideInAPackage(root))));
        rules.put("SmallRye Config is for settings", only("io.smallrye", inAnyOf("settings")));
        return rules;
    }

    private ArchRule knowsOnly(String one, String... others) {
        return classes().that(inAnyOf(one))
                .should().onlyDependOnClassesThat(notOurs().or(inAnyOf(one)).or(inAnyOf(others))).allowEmptyShould(true);
    }

    private ArchRule only(String library, DescribedPredicate<JavaClass> users) {
        return noClasses().that(not(users)).should().dependOnClassesThat(resideInAPackage(library + "..")).allowEmptyShould(true);
    }

    private DescribedPredicate<JavaClass> notOurs() {
        return not(resideInAPackage(root + ".."));
    }

    private DescribedPredicate<JavaClass> inAnyOf(String... packages) {
        return resideInAnyPackage(Stream.of(packages).map(name -> root + "." + name + "..").toArray(String[]::new));
    }
}
