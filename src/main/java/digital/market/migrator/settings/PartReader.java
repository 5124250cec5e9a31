package digital.market.migrator.settings;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Reads the parts of an address, each from its own variables or else from the URL, and notes where it came from. A part is noted once: one
 * that is given, and cannot be used, is noted as that, and not by the default that stands for what is not given.
 */
final class PartReader {

    private final Environment environment;
    private final Problems problems;
    private final Optional<NamedUrl> url;
    private final List<Setting> origins;
    private final List<String> overrides;

    PartReader(Environment environment, Problems problems, Optional<NamedUrl> url, List<Setting> origins, List<String> overrides) {
        this.environment = environment;
        this.problems = problems;
        this.url = url;
        this.origins = origins;
        this.overrides = overrides;
    }

    /** What a part's own variable says, else what the URL says; notes where it came from. */
    <T> Optional<T> read(Part part, Function<String, T> parser, Function<DatabaseUrl, Optional<T>> inUrl,
                         Function<T, String> printer) {
        return read(part, parser, inUrl, printer, Object::equals);
    }

    /** As {@link #read(Part, Function, Function, Function)}, where values may differ in spelling and be the same. */
    <T> Optional<T> read(Part part, Function<String, T> parser, Function<DatabaseUrl, Optional<T>> inUrl,
                         Function<T, String> printer, BiPredicate<T, T> same) {
        Optional<T> ofUrl = url.flatMap(u -> inUrl.apply(u.url()));
        Optional<Given> given = own(part);
        if (given.isEmpty()) {
            ofUrl.ifPresent(value -> note(part, printer.apply(value), url.orElseThrow().origin()));
            return ofUrl;
        }
        try {
            T value = parser.apply(given.get().text());
            boolean overridden = ofUrl.isPresent() && !same.test(ofUrl.get(), value);
            note(part, printer.apply(value), given.get(), overridden);
            return Optional.of(value);
        } catch (IllegalArgumentException e) {
            noteUnusable(part, given.get().shown(), given.get().origin());
            problems.add(given.get(), e);
            return Optional.empty();
        }
    }

    /** What a part's own variables hold. Where that cannot be used, or a URL that could hold it instead, that is noted. */
    Optional<Given> own(Part part) {
        int before = problems.count();
        Optional<Given> given = part.read(environment, problems);
        if (problems.count() > before) {
            noteUnusable(part, given.map(Given::shown).orElse(Secret.MASK), part.origin(environment));
        } else if (given.isEmpty() && url.isEmpty() && UrlReader.anyIn(environment) && part.isAlwaysShown()) {
            noteUnusable(part, Secret.MASK, UrlReader.origin(environment));
        }
        return given;
    }

    /** As {@link #read}, for a value that is to be read anew later: with the place that it comes from. */
    Optional<Given> given(Part part, Function<DatabaseUrl, Optional<String>> inUrl, Function<Given, String> printer) {
        Optional<Given> own = own(part);
        Optional<Given> ofUrl = url.flatMap(u -> inUrl.apply(u.url()).map(text -> new Given(u.origin(), text, () -> text, true)));
        own.ifPresentOrElse(
                value -> note(part, printer.apply(value), value, ofUrl.filter(other -> !other.text().equals(value.text())).isPresent()),
                () -> ofUrl.ifPresent(value -> note(part, printer.apply(value), value.origin())));
        return own.or(() -> ofUrl);
    }

    /** Notes where a part came from. */
    void note(Part part, String value, Given given, boolean overridden) {
        String origin = given.origin();
        if (overridden) {
            String name = url.orElseThrow().origin();
            overrides.add(origin + " overrides the " + part.word() + " of " + name);
            origin = origin + " (overrides " + name + ")";
        }
        note(part, value, origin);
    }

    private void noteUnusable(Part part, String given, String origin) {
        note(Setting.unusable(part.word(), given, origin));
    }

    /** Notes where a part came from that nothing overrides. */
    void note(Part part, String value, String origin) {
        note(new Setting(part.word(), value, origin));
    }

    private void note(Setting setting) {
        if (origins.stream().noneMatch(one -> one.name().equals(setting.name()))) {
            origins.add(setting);
        }
    }

    /** Notes that a part is not what its source says, and why. */
    void renote(Part part, String value, String why) {
        origins.replaceAll(setting -> !setting.name().equals(part.word()) ? setting
                : new Setting(setting.name(), value, setting.origin() + why));
    }

    /** What only a URL can say. */
    Optional<String> ofUrl(String name, Function<DatabaseUrl, Optional<String>> inUrl) {
        Optional<String> value = url.flatMap(u -> inUrl.apply(u.url()));
        value.ifPresent(text -> origins.add(new Setting(name, text, url.orElseThrow().origin())));
        return value;
    }

    /** Notes what stands for a part that nothing names, and gives it back. */
    <T> T byDefault(Part part, String printed, T value) {
        note(part, printed, "default");
        return value;
    }
}
