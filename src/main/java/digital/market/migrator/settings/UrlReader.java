package digital.market.migrator.settings;

import digital.market.migrator.report.MigrationException;
import digital.market.migrator.report.Outcome;
import java.util.List;
import java.util.Optional;

/** Finds the database's URL: {@code DATABASE_URL}, or the bot's own {@code DB_URL}. */
final class UrlReader {

    private static final String FIRST = "DATABASE_URL";
    private static final String BOTS = "DB_URL";

    private final Environment environment;
    private final Problems problems;
    private final List<String> overrides;
    private final List<String> warnings;

    UrlReader(Environment environment, Problems problems, List<String> overrides, List<String> warnings) {
        this.environment = environment;
        this.problems = problems;
        this.overrides = overrides;
        this.warnings = warnings;
    }

    static boolean anyIn(Environment environment) {
        return environment.names(FIRST) || environment.names(BOTS);
    }

    /** Which variables hold the URL in force, as a row of {@code config} names them. */
    static String origin(Environment environment) {
        return String.join(" and ", environment.set(environment.names(FIRST) ? FIRST : BOTS));
    }

    /** The URL in force; absent if none is set, or if there was a problem with it. */
    Optional<NamedUrl> read() {
        Optional<NamedUrl> first = read(FIRST);
        Optional<NamedUrl> bots = read(BOTS);
        if (first.isPresent() && bots.isPresent()) {
            compare(first.get(), bots.get());
        }
        Optional<NamedUrl> chosen = environment.names(FIRST) ? first : bots;
        chosen.ifPresent(url -> url.url().remarks().forEach(remark -> warnings.add(url.origin() + " " + remark + ".")));
        return chosen;
    }

    private Optional<NamedUrl> read(String name) {
        Optional<Given> given = environment.read(name, true);
        try {
            return given.map(g -> new NamedUrl(g.origin(), parse(g)));
        } catch (IllegalArgumentException e) {
            problems.add(given.orElseThrow(), e);
            return Optional.empty();
        }
    }

    /** A password that stands in a URL's file is read from it anew too. */
    private static DatabaseUrl parse(Given given) {
        DatabaseUrl url = DatabaseUrl.parse(given.text());
        Secret rotating = Secret.readBy(() -> passwordNow(given));
        return url.withPassword(url.password().map(first -> rotating));
    }

    private static String passwordNow(Given given) {
        try {
            return DatabaseUrl.parse(given.source().get()).password().map(Secret::reveal).orElse("");
        } catch (IllegalArgumentException e) {
            throw new MigrationException(Outcome.CONFIGURATION,
                    given.origin() + " cannot be used any more: " + e.getMessage() + ".");
        }
    }

    private void compare(NamedUrl first, NamedUrl bots) {
        if (!first.url().namesTheSameDatabaseAs(bots.url())) {
            problems.add(first.origin() + " and " + bots.origin() + " name different databases: keep one of them, for example "
                    + FIRST);
        } else if (!first.url().user().equals(bots.url().user())) {
            overrides.add(first.origin() + " overrides the user of " + bots.origin());
        } else if (!reveal(first).equals(reveal(bots))) {
            overrides.add(first.origin() + " overrides the password of " + bots.origin());
        }
    }

    private static Optional<String> reveal(NamedUrl url) {
        return url.url().password().map(Secret::reveal);
    }
}
