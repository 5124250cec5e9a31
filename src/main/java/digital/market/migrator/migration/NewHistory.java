package digital.market.migrator.migration;

import java.nio.charset.StandardCharsets;
import java.util.List;

import digital.market.migrator.database.Sql;

/**
 * The statements that make a history as Flyway makes it.
 *
 * @param table where it lies
 */
record NewHistory(HistoryTable table) {

    /** Flyway's own statements ({@code PostgreSQLDatabase.getRawCreateScript}). */
    private static final String CREATE = """
            CREATE TABLE %1$s (
                "installed_rank" INT NOT NULL,
                "version" VARCHAR(50),
                "description" VARCHAR(200) NOT NULL,
                "type" VARCHAR(20) NOT NULL,
                "script" VARCHAR(1000) NOT NULL,
                "checksum" INTEGER,
                "installed_by" VARCHAR(100) NOT NULL,
                "installed_on" TIMESTAMP NOT NULL DEFAULT now(),
                "execution_time" INTEGER NOT NULL,
                "success" BOOLEAN NOT NULL
            );
            ALTER TABLE %1$s ADD CONSTRAINT %2$s PRIMARY KEY ("installed_rank");
            CREATE INDEX %3$s ON %1$s ("success");
            """;

    /** In bytes. */
    private static final int LONGEST_NAME = 63;

    private static final String INSERT = """
            INSERT INTO %s ("installed_rank", "version", "description", "type", "script", "checksum", "installed_by", "execution_time", "success")
            VALUES (%d, %s, %s, 'SQL', %s, %d, current_user, 0, true);
            """;

    /** Makes the table. */
    String create() {
        return CREATE.formatted(table.quoted(), Sql.identifier(named("_pk")), Sql.identifier(named("_s_idx")));
    }

    /** The table's name with this suffix. PostgreSQL would cut a long one, and leave the table's own name, or twice the same. */
    private String named(String suffix) {
        String name = table.table();
        while ((name + suffix).getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
        }
        return name + suffix;
    }

    /** Adds the rows of these versioned migrations to a history that is empty. */
    String rows(List<Migration> applied) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < applied.size(); i++) {
            Migration migration = applied.get(i);
            rows.append(INSERT.formatted(table.quoted(), i + 1, Sql.literal(migration.version().orElseThrow().text()),
                    Sql.literal(migration.descriptionInHistory()), Sql.literal(migration.script()), migration.rawChecksum()));
        }
        return rows.toString();
    }
}
