package digital.market.migrator.migration;

import java.util.List;

import digital.market.migrator.database.Sql;
import digital.market.migrator.settings.Settings;

/**
 * The statements of a script as a script without a connection holds them, with the comments between them.
 *
 * @param skippable whether they stand where {@code psql} skips them if the variable of {@link OfflineSkip} says so
 */
record OfflineStatements(OfflineStep step, Settings settings, boolean skippable) {

    /** Where {@code psql} skips, it would read data as statements: so they are copied then, too, to a table that nobody sees. */
    private static final String SKIPPABLE_COPY = """
            \\endif
            \\if :%1$s
            BEGIN;
            %2$sCREATE TABLE %3$s (line pg_catalog.text);
            COPY %3$s FROM STDIN (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02') WHERE FALSE
            \\else
            %4$s
            \\endif
            ;
            %5$s\\if :%1$s
            ROLLBACK;
            \\else
            """;

    /** All of them. */
    String all() {
        return some(0, step.statements().all().size()) + behind();
    }

    /** Some of them, as they stand; each begins a line. */
    String some(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            comments(text, i);
            Statement statement = step.statements().all().get(i);
            statement.copyData().ifPresentOrElse(data -> text.append(copy(PsqlText.of(statement), data)),
                    () -> text.append(PsqlText.of(statement)).append(';'));
        }
        return ended(text);
    }

    /** The comments behind the last one. */
    String behind() {
        StringBuilder text = new StringBuilder();
        comments(text, step.statements().all().size());
        return text.toString().isBlank() ? "" : ended(text);
    }

    /** Each in an {@code EXECUTE} of PL/pgSQL. */
    String executed() {
        StringBuilder text = new StringBuilder();
        List<Statement> statements = step.statements().all();
        for (int i = 0; i < statements.size(); i++) {
            comments(text, i);
            text.append("    EXECUTE ").append(DollarQuote.of("sql", statements.get(i).text())).append(';');
        }
        return ended(text) + behind();
    }

    private String copy(String statement, String data) {
        // PostgreSQL wants all lines to end alike.
        String end = data.endsWith("\r\n") ? "\\.\r\n" : "\\.\n";
        return !skippable ? statement + ";\n" + data + end
                : SKIPPABLE_COPY.formatted(OfflineSkip.VARIABLE,
                        settings.role().map(role -> "SET LOCAL ROLE " + Sql.identifier(role) + ";\n").orElse(""),
                        Sql.identifier(settings.schema()) + ".\"market_migrator_skipped\"", statement, data + end);
    }

    private void comments(StringBuilder text, int index) {
        String comments = step.statements().before(index);
        if (comments.indexOf('\n') < 0) {
            ended(text);
        }
        // What went before was ended with a line.
        text.append(text.isEmpty() && index > 0 ? comments.replaceFirst("^[ \t]*\r?\n", "") : comments);
    }

    private static String ended(StringBuilder text) {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            text.append('\n');
        }
        return text.toString();
    }
}
