package digital.market.migrator.settings;

import java.util.List;
import java.util.Optional;

import digital.market.migrator.report.Failure;

/**
 * What the settings are, right or wrong, as {@code config} shows it.
 *
 * @param settings every setting with its origin; one that cannot be used says so
 * @param notes    which part overrides what
 * @param warnings what is odd but no reason to stop, in whole sentences
 * @param failure  what is wrong, if something is
 */
public record Survey(List<Setting> settings, List<String> notes, List<String> warnings, Optional<Failure> failure) {
}
