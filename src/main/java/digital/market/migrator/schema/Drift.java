package digital.market.migrator.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import digital.market.migrator.report.Difference;
import digital.market.migrator.report.Difference.Kind;

/** What a live schema lacks, and has too much, beside its target. */
public final class Drift {

    private final Map<String, SchemaObject> target;
    private final Map<String, SchemaObject> live;
    private final Map<SchemaObject, Difference> differences = new TreeMap<>(SchemaObject.ORDER);

    private Drift(List<SchemaObject> target, List<SchemaObject> live) {
        this.target = byWhat(target);
        this.live = byWhat(live);
    }

    /**
     * The differences, none where the schema is as it should be; those of one table together. A table that is missing, or
     * should not be there, is one difference with all that belongs to it.
     */
    public static List<Difference> between(TargetSchema target, List<SchemaObject> live) {
        return new Drift(target.objects(), live).differences();
    }

    private List<Difference> differences() {
        List<SchemaObject> missing = notIn(live, target);
        List<SchemaObject> unexpected = new ArrayList<>(notIn(target, live));
        List<SchemaObject> differing = target.values().stream().filter(this::differs).toList();
        Mending mending = Mending.where(missing, differing, live);
        for (SchemaObject expected : missing) {
            Optional<SchemaObject> underAnotherName = unexpected.stream().filter(found -> isRenamed(found, expected)).findFirst();
            underAnotherName.ifPresentOrElse(found -> {
                unexpected.remove(found);
                add(Kind.DIFFERS, expected, Optional.of("named " + expected.name()), Optional.of("named " + found.name()),
                        mending.rename(found, expected));
            }, () -> add(Kind.MISSING, expected, Optional.of(expected.definition()), Optional.empty(), mending.add(expected)));
        }
        for (SchemaObject expected : differing) {
            SchemaObject found = live.get(expected.what());
            add(Kind.DIFFERS, expected, Optional.of(expected.definition()), Optional.of(found.definition()), mending.change(found, expected));
        }
        for (SchemaObject found : unexpected) {
            add(Kind.UNEXPECTED, found, Optional.empty(), Optional.of(found.definition()), Optional.empty());
        }
        return List.copyOf(differences.values());
    }

    private boolean differs(SchemaObject expected) {
        SchemaObject found = live.get(expected.what());
        return found != null && !found.definition().equals(expected.definition());
    }

    private void add(Kind kind, SchemaObject object, Optional<String> expected, Optional<String> found, Optional<String> statement) {
        differences.put(object, new Difference(kind, object.what(), expected, found, statement));
    }

    private static boolean isRenamed(SchemaObject found, SchemaObject expected) {
        return (expected.kind() == ObjectKind.CONSTRAINT || expected.kind() == ObjectKind.INDEX)
                && found.kind() == expected.kind() && found.table().equals(expected.table())
                && found.definition().equals(expected.definition());
    }

    /** What is in the one and not in the other, without what belongs to a table that is not there either. */
    private static List<SchemaObject> notIn(Map<String, SchemaObject> other, Map<String, SchemaObject> one) {
        List<SchemaObject> gone = one.entrySet().stream().filter(entry -> !other.containsKey(entry.getKey())).map(Map.Entry::getValue).toList();
        Set<Optional<String>> tables = gone.stream().filter(object -> object.kind().isTable()).map(SchemaObject::table).collect(Collectors.toSet());
        return gone.stream().filter(object -> object.kind().isTable() || !tables.contains(object.table())).toList();
    }

    private static Map<String, SchemaObject> byWhat(List<SchemaObject> objects) {
        Map<String, SchemaObject> byWhat = new LinkedHashMap<>();
        objects.forEach(object -> byWhat.put(object.what(), object));
        return byWhat;
    }
}
