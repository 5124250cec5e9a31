package digital.market.migrator.bench;

import java.util.List;
import java.util.Map;

/** What starts a tool: an absolute path and its arguments, and the variables that it sees besides the common ones. */
record Command(List<String> words, Map<String, String> variables) {
}
