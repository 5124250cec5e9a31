package digital.market.migrator.migration;

import java.util.Map;
import java.util.Optional;

/** Migrations for tests, without files. */
final class Scripts {

    static final Placeholders NONE = Placeholders.of(Map.of());

    private Scripts() {
    }

    /** {@code V1__x.sql} of this text. */
    static Migration versioned(String sql) {
        return script("V1__x.sql", sql, ScriptConfig.NONE);
    }

    /** {@code V1__x.sql} of this text with a {@code .conf} file beside it. */
    static Migration versioned(String sql, boolean executeInTransaction) {
        return script("V1__x.sql", sql, new ScriptConfig(Optional.of(executeInTransaction), Optional.empty()));
    }

    /** {@code R__x.sql} of this text. */
    static Migration repeatable(String sql) {
        return script("R__x.sql", sql, ScriptConfig.NONE);
    }

    static Migration script(String name, String sql, ScriptConfig config) {
        return Migration.of(ScriptName.parse(name.substring(name.lastIndexOf('/') + 1)), name, sql, config, ScriptHeader.NONE);
    }
}
