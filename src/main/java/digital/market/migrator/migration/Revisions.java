package digital.market.migrator.migration;

import java.util.List;
import java.util.Optional;

/** Which migrations the revisions of Alembic stand for, as the headers of the scripts say. */
record Revisions(List<Migration> versioned) {

    static Revisions of(Catalog catalog) {
        return new Revisions(catalog.versioned());
    }

    /**
     * The migrations that a database at this revision has behind it, ascending by version; none if no header names the
     * revision. One that a script only revises stands for whatever comes before that script, which may be nothing.
     */
    Optional<List<Migration>> upTo(String revision) {
        for (int i = 0; i < versioned.size(); i++) {
            if (versioned.get(i).header().revision().filter(revision::equals).isPresent()) {
                return Optional.of(versioned.subList(0, i + 1));
            }
        }
        for (int i = 0; i < versioned.size(); i++) {
            if (versioned.get(i).header().revises().filter(revision::equals).isPresent()) {
                return Optional.of(versioned.subList(0, i));
            }
        }
        return Optional.empty();
    }

    /** The newest revision, at which Alembic finds nothing to do; none if no header names one. */
    Optional<String> head() {
        return versioned.stream().flatMap(migration -> migration.header().revision().stream()).reduce((older, newer) -> newer);
    }
}
