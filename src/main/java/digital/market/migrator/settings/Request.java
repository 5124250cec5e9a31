package digital.market.migrator.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What one command is asked for, beyond what all are told. A command that has no use for one of these does not look at it.
 *
 * @param await       {@code await}: how long to wait, for the database and for the migrations together
 * @param from        {@code offline}: the version that the script starts from
 * @param down        {@code offline}: whether the script goes down
 * @param resume      {@code offline}: whether the script skips what the database has already
 * @param output      {@code offline}: the file that the script is written to
 * @param at          {@code adopt}: the version that the database is at
 * @param yes         {@code repair}: whether to mend what was found
 * @param target      {@code check}, {@code await} and {@code migrate}: the file that says what the schema has to look like
 * @param writeTarget {@code check}: the file to write that to
 */
public record Request(Duration await, Optional<String> from, boolean down, boolean resume, Optional<Path> output, Optional<String> at,
                      boolean yes, Optional<Path> target, Optional<Path> writeTarget) {
}
