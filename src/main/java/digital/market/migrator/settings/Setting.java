package digital.market.migrator.settings;

/**
 * One setting, as the command {@code config} shows it.
 *
 * @param name   its name, e.g. {@code lock-wait}
 * @param value  its value; {@value Secret#MASK} for a secret, {@code none} where there is none
 * @param origin where it came from, e.g. {@code DATABASE_URL}, {@code DB_HOST (overrides DATABASE_URL)},
 *               {@code PGPASSWORD_FILE}, {@code --to}, {@code default}
 */
public record Setting(String name, String value, String origin) {

    /** One that is given, and is not in force because it cannot be used. */
    static Setting unusable(String name, String given, String origin) {
        return new Setting(name, given, origin + " (cannot be used)");
    }
}
