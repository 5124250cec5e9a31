package digital.market.migrator.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import digital.market.migrator.database.Sql;

/**
 * Brings a schema to its target where the two differ in the wording and not in what they mean, as they do from one origin
 * to another: Alembic's revisions and SQLAlchemy's {@code create_all} name constraints and write defaults each in their own
 * way. Anything else is a difference, and for somebody to look at.
 */
public final class Alignment {

    private static final String NOW = " DEFAULT now()";
    /** PostgreSQL keeps the SQL standard's word for the same function. */
    private static final String CURRENT_TIMESTAMP = " DEFAULT CURRENT_TIMESTAMP";

    /**
     * One statement. It needs its table's lock for a moment, and neither reads nor writes a row.
     *
     * @param table the table's name as SQL
     */
    public record Step(String table, String statement) {
    }

    private final TargetSchema target;
    private final String schema;
    private final Map<String, SchemaObject> expected = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final List<Step> steps = new ArrayList<>();

    private Alignment(TargetSchema target, List<SchemaObject> live, String schema) {
        this.target = target;
        this.schema = schema;
        target.objects().forEach(object -> expected.put(object.what(), object));
        live.forEach(object -> taken.add(object.what()));
    }

    /** The statements for this schema, in their order; none where there is nothing that they could do. */
    public static List<Step> of(TargetSchema target, List<SchemaObject> live, String schema) {
        Alignment alignment = new Alignment(target, live, schema);
        live.forEach(alignment::align);
        return List.copyOf(alignment.steps);
    }

    private void align(SchemaObject found) {
        SchemaObject same = expected.get(found.what());
        if (same != null && found.kind() == ObjectKind.COLUMN) {
            setDefault(found, same);
        } else if (same == null && (found.kind() == ObjectKind.CONSTRAINT || found.kind() == ObjectKind.INDEX)) {
            renameOrDrop(found);
        }
    }

    private void setDefault(SchemaObject found, SchemaObject same) {
        if (found.definition().endsWith(CURRENT_TIMESTAMP) && withNow(found).equals(same.definition())) {
            add(found, "ALTER COLUMN " + Sql.identifier(found.name()) + " SET" + NOW);
        }
    }

    /** Another one with the same meaning is expected: under that name if it is not there yet, or else it is there twice. */
    private void renameOrDrop(SchemaObject found) {
        List<SchemaObject> equal = target.objects().stream().filter(object -> meansTheSame(object, found)).toList();
        Optional<SchemaObject> missing = equal.stream().filter(object -> !taken.contains(object.what())).findFirst();
        if (missing.isPresent()) {
            taken.add(missing.get().what());
            rename(found, missing.get());
        } else if (!equal.isEmpty() && found.kind() == ObjectKind.CONSTRAINT && found.definition().startsWith("UNIQUE ")) {
            add(found, "DROP CONSTRAINT " + Sql.identifier(found.name()));
        }
    }

    private void rename(SchemaObject found, SchemaObject missing) {
        String to = " TO " + Sql.identifier(missing.name());
        if (found.kind() == ObjectKind.CONSTRAINT) {
            add(found, "RENAME CONSTRAINT " + Sql.identifier(found.name()) + to);
        } else {
            steps.add(new Step(table(found), "ALTER INDEX " + qualified(found.name()) + " RENAME" + to));
        }
    }

    private void add(SchemaObject part, String change) {
        steps.add(new Step(table(part), "ALTER TABLE " + table(part) + " " + change));
    }

    private static boolean meansTheSame(SchemaObject one, SchemaObject other) {
        return one.kind() == other.kind() && one.table().equals(other.table()) && one.definition().equals(other.definition());
    }

    private static String withNow(SchemaObject column) {
        String definition = column.definition();
        return definition.substring(0, definition.length() - CURRENT_TIMESTAMP.length()) + NOW;
    }

    private String table(SchemaObject part) {
        return qualified(part.table().orElseThrow());
    }

    private String qualified(String name) {
        return Sql.identifier(schema) + "." + Sql.identifier(name);
    }
}
