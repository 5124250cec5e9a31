package digital.market.migrator.migration;

import java.util.ArrayList;
import java.util.List;

/** Finds psql's own commands, which begin with a backslash: no statement holds one outside its literals and comments. */
final class PsqlCommands {

    /**
     * One command.
     *
     * @param line   its line within the script
     * @param name   with the backslash
     * @param remedy the end of a sentence that begins with the name
     */
    record Command(int line, String name, String remedy) {
    }

    private PsqlCommands() {
    }

    /** The commands in what was taken for a statement, the first of each line. */
    static List<Command> in(Statement statement) {
        String text = statement.text();
        List<Command> commands = new ArrayList<>();
        if (text.indexOf('\\') < 0) {
            return commands;
        }
        Lines lines = new Lines(text);
        for (Token token : statement.tokens().filter(token -> token.is('\\', text)).toList()) {
            int line = statement.line() + lines.at(token.start()) - 1;
            if (commands.isEmpty() || commands.get(commands.size() - 1).line() < line) {
                String name = name(text, token.start());
                commands.add(new Command(line, name, remedy(name)));
            }
        }
        return commands;
    }

    private static String name(String text, int start) {
        int end = start + 1;
        while (end < text.length() && (Character.isLetter(text.charAt(end)) || end == start + 1 && !Character.isWhitespace(text.charAt(end)))) {
            end++;
        }
        return text.substring(start, end);
    }

    private static String remedy(String name) {
        return switch (name) {
            case "\\restrict", "\\unrestrict" -> "is a line that pg_dump writes for psql alone. Take it out.";
            case "\\i", "\\ir", "\\include" -> "has psql read another file, which nobody else does. Put the statements of that file here.";
            case "\\copy" -> "has psql read or write a file, which nobody else does. Use COPY … FROM stdin, with the data below it up to a line \\. by itself.";
            case "\\." -> "ends the data of a COPY … FROM stdin, and no such statement stands before it. Take it out, or complete the COPY.";
            default -> "is a command of psql, which the server does not know. Take it out, or write SQL in its place.";
        };
    }
}
