package digital.market.migrator.schema;

import java.util.Locale;

/** What a schema is made of, in the order in which the objects of one table are listed. */
public enum ObjectKind {

    TABLE, VIEW, MATERIALIZED_VIEW, COLUMN, CONSTRAINT, INDEX, TRIGGER, POLICY, SEQUENCE, ENUM, DOMAIN, TYPE, FUNCTION;

    /** The word in texts, e.g. {@code materialized view}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Whether it is what others are parts of. */
    boolean isTable() {
        return this == TABLE || this == VIEW || this == MATERIALIZED_VIEW;
    }

    /** Whether its name says something only together with that of its table. */
    boolean isPart() {
        return this == COLUMN || this == CONSTRAINT || this == INDEX || this == TRIGGER || this == POLICY;
    }
}
