package digital.market.migrator.settings;

/** What happens where a server asks for the password in clear, over a network and without TLS. */
public enum CleartextPassword {

    /** It does not get it. */
    REFUSE,

    /** It gets it, and so does everyone who listens in. */
    ALLOW
}
