package digital.market.migrator.settings;

import digital.market.migrator.report.Failure;
import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that is wrong with the settings, collected so that it can be reported at once. */
final class Problems {

    private final List<String> sentences = new ArrayList<>();

    /** Adds a whole sentence; its full stop may be missing. */
    void add(String sentence) {
        sentences.add(sentence.endsWith(".") ? sentence : sentence + ".");
    }

    /** Adds that a variable holds a value that cannot be used, quoting it where that is safe. */
    void add(Given given, IllegalArgumentException reason) {
        add(given.quoted().map(value -> given.origin() + " is " + value).orElse(given.origin() + " cannot be used") + ": "
                + reason.getMessage());
    }

    /** How many there are so far. */
    int count() {
        return sentences.size();
    }

    void throwIfAny() {
        failure().ifPresent(failure -> {
            throw new MigrationException(failure, null);
        });
    }

    /** All of them, if there are any. */
    Optional<Failure> failure() {
        return sentences.isEmpty() ? Optional.empty() : Optional.of(Failure.ofAll(Outcome.CONFIGURATION, sentences));
    }
}
