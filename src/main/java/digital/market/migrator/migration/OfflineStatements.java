package digital.market.migrator.migration;

import java.util.List;

/** The statements of a script in the form in which a script without a connection holds them. */
record OfflineStatements(OfflineStep step) {

    /** With the comments and blanks between them, and the data of {@code COPY}. */
    String asTheyStand() {
        StringBuilder text = new StringBuilder();
        List<Statement> statements = step.statements().all();
        for (int i = 0; i < statements.size(); i++) {
            comments(text, step.statements().before(i));
            text.append(PsqlText.of(statements.get(i))).append(';');
            statements.get(i).copyData().ifPresent(data -> text.append('\n').append(data).append("\\.\n"));
        }
        comments(text, step.statements().before(statements.size()));
        onNewLine(text);
        return text.toString();
    }

    private static void comments(StringBuilder text, String comments) {
        if (comments.indexOf('\n') < 0) {
            onNewLine(text);
        }
        text.append(comments);
    }

    private static void onNewLine(StringBuilder text) {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            text.append('\n');
        }
    }
}
