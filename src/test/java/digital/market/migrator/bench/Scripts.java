package digital.market.migrator.bench;

import digital.market.migrator.testing.ScriptFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A folder of scripts, the same for all tools: the bot's, then one that makes a table, then as many as are wanted that do
 * next to nothing. From the fifth on, each says in the table's comment which one it is.
 */
record Scripts(Path folder, int count) {

    /** The bot's and the one that makes a table. */
    static final int FEWEST = 5;

    private static final String VOUCHERS = """
            CREATE TABLE vouchers (
                id         serial PRIMARY KEY,
                code       text NOT NULL UNIQUE,
                percent    integer NOT NULL CHECK (percent BETWEEN 1 AND 100),
                user_id    integer REFERENCES users (id),
                created_at timestamp NOT NULL DEFAULT now()
            );
            """;

    private static final String COMMENT = """
            COMMENT ON TABLE vouchers IS 'as of V%d';
            """;

    /** Writes so many scripts, five or more. */
    static Scripts write(Path parent, int count) throws IOException {
        ScriptFolder folder = new ScriptFolder(parent.resolve("scripts-" + count));
        try (Stream<Path> packaged = Files.list(ScriptFolder.packaged())) {
            for (Path script : (Iterable<Path>) packaged::iterator) {
                if (script.getFileName().toString().startsWith("V")) {
                    folder.add(script.getFileName().toString(), Files.readString(script));
                }
            }
        }
        folder.add("V%d__vouchers.sql".formatted(FEWEST), VOUCHERS + COMMENT.formatted(FEWEST));
        for (int version = FEWEST + 1; version <= count; version++) {
            folder.add("V%d__comment.sql".formatted(version), COMMENT.formatted(version));
        }
        return new Scripts(folder.path(), count);
    }

    /** The comment on the table {@code vouchers} when all have been applied. */
    String lastComment() {
        return "as of V" + count;
    }

    /** What the last script does, if it is one of those that do next to nothing. */
    String lastText() {
        return COMMENT.formatted(count);
    }
}
