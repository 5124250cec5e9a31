package digital.market.migrator.fuzz;

import digital.market.migrator.settings.Setting;
import digital.market.migrator.settings.SettingsReader;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Environments in which the program may find itself: variables as they should be, with some that are damaged. */
final class RandomEnvironment {

    private static final String PASSWORD = RandomUrl.PASSWORD;
    private static final String URL = "postgresql://bot:" + PASSWORD + "@db/shop";

    private static final List<Entry<String, String>> OF_THE_DATABASE = List.of(
            Map.entry("DATABASE_URL", URL), Map.entry("DB_URL", URL), Map.entry("DB_HOST", "db.example"), Map.entry("DB_PORT", "5432"),
            Map.entry("DB_NAME", "shop"), Map.entry("DB_USER", "bot"), Map.entry("DB_PASSWORD", PASSWORD), Map.entry("PGHOST", "a,b"), Map.entry("PGPORT", "1,2"),
            Map.entry("PGDATABASE", "shop"), Map.entry("PGUSER", "bot"), Map.entry("PGPASSWORD", PASSWORD), Map.entry("PGSSLMODE", "verify-full"),
            Map.entry("PGSSLROOTCERT", "system"), Map.entry("PGSSLCERT", "/nowhere"), Map.entry("PGSSLKEY", "/nowhere"),
            Map.entry("DB_HOST_FILE", "/dev/null"), Map.entry("DB_PASSWORD_FILE", "/nowhere"), Map.entry("PGSSLROOTCERT_FILE", "/etc/hostname"));
    /** Beside the defaults, which are right as well. */
    private static final List<Entry<String, String>> OURS = List.of(
            Map.entry("MIGRATOR_SCHEMA", "My \"Shop\""), Map.entry("MIGRATOR_SCHEMA", "Größe"), Map.entry("MIGRATOR_SCHEMA", "${x} $$"), Map.entry("MIGRATOR_CREATE_SCHEMA", "true"),
            Map.entry("MIGRATOR_TABLE", "My 'History'"), Map.entry("MIGRATOR_TABLE", "a.b"), Map.entry("MIGRATOR_ROLE", "nobody"), Map.entry("MIGRATOR_TO", "2"),
            Map.entry("MIGRATOR_TO", "1.0"), Map.entry("MIGRATOR_FROM", "1"), Map.entry("MIGRATOR_AT", "1"), Map.entry("MIGRATOR_TARGET", "/nowhere"),
            Map.entry("MIGRATOR_LOCK_TIMEOUT", "none"), Map.entry("MIGRATOR_STATEMENT_TIMEOUT", "10s"), Map.entry("MIGRATOR_POOLER", "transaction"),
            Map.entry("MIGRATOR_DRIFT", "fail"), Map.entry("MIGRATOR_LOCATIONS", "filesystem:/nowhere"), Map.entry("MIGRATOR_PLACEHOLDER_X", "${x}"),
            Map.entry("MIGRATOR_LOG_FORMAT", "json"), Map.entry("MIGRATOR_YES", "true"), Map.entry("MIGRATOR_JSON", "true"));
    /** What would write to a file, or wait for a long time, is not made up. */
    private static final Set<String> LEFT_OUT = Set.of("output", "report-file", "termination-log", "write-target", "wait", "auth-grace", "lock-wait", "deadline");

    private RandomEnvironment() {
    }

    /** Environments that name some database, well or not. */
    static Arbitrary<Map<String, String>> any() {
        Arbitrary<Map<String, String>> url = RandomUrl.wellFormed().map(text -> Map.of("DATABASE_URL", text));
        Arbitrary<Map<String, String>> known = Arbitraries.of(List.of(Map.of("DB_HOST", "db.example", "DB_USER", "bot", "DB_PASSWORD", PASSWORD),
                Map.of("PGHOST", "a,b", "PGPORT", "1,2", "PGUSER", "bot", "PGPASSWORD", PASSWORD), Map.of("DATABASE_URL", URL), Map.of()));
        List<Entry<String, String>> variables = Stream.concat(OF_THE_DATABASE.stream(), ours()).toList();
        return Combinators.combine(Arbitraries.frequencyOf(Tuple.of(1, url), Tuple.of(4, known)), changes(variables, 4)).as(RandomEnvironment::with);
    }

    /** Settings that have nothing to do with where the database is. */
    static Arbitrary<Map<String, String>> ofOurs() {
        return changes(ours().toList(), 4);
    }

    private static Map<String, String> with(Map<String, String> base, Map<String, String> changes) {
        Map<String, String> all = new HashMap<>(base);
        all.putAll(changes);
        return all;
    }

    private static Arbitrary<Map<String, String>> changes(List<Entry<String, String>> variables, int atMost) {
        return variable(variables).list().ofMaxSize(atMost).map(all -> {
            Map<String, String> changes = new HashMap<>();
            all.forEach(one -> changes.put(one.getKey(), one.getValue()));
            return changes;
        });
    }

    /** One as it should be, or with its name or its value damaged, or with that of another, or with anything. */
    private static Arbitrary<Entry<String, String>> variable(List<Entry<String, String>> variables) {
        Arbitrary<Entry<String, String>> right = Arbitraries.of(variables);
        Arbitrary<String> names = Arbitraries.of(variables).map(Entry::getKey);
        // A password by itself in the place of something else is nothing that anybody could know for one.
        Arbitrary<String> values = Arbitraries.of(variables).map(Entry::getValue).filter(value -> !value.equals(PASSWORD));
        Arbitrary<String> damagedNames = RandomText.damaged(names, 2).map(name -> name.replace("=", "")).filter(name -> !name.isEmpty());
        return Arbitraries.frequencyOf(Tuple.of(12, right), Tuple.of(1, Combinators.combine(damagedNames, values).as(Map::entry)),
                Tuple.of(1, Combinators.combine(names, RandomText.damaged(values, 1)).as(Map::entry)),
                Tuple.of(1, Combinators.combine(names, values).as(Map::entry)),
                Tuple.of(1, Combinators.combine(names, RandomText.any()).as(Map::entry)));
    }

    /** All {@code MIGRATOR_*} variables that there are, by what the program says of itself. */
    private static Stream<Entry<String, String>> ours() {
        Stream<Entry<String, String>> defaults = SettingsReader.readWithoutDatabase(Map.of(), Map.of()).origins().stream()
                .filter(setting -> !LEFT_OUT.contains(setting.name()) && !setting.value().equals("none"))
                .map(setting -> Map.entry(variable(setting), setting.value()));
        return Stream.concat(defaults, OURS.stream());
    }

    private static String variable(Setting setting) {
        return "MIGRATOR_" + setting.name().toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
