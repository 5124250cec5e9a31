package digital.market.migrator.settings;

/**
 * What we show to a server that asks who we are, both in PEM and read anew for each connection.
 *
 * @param certificate the certificate, followed by those that lead to its authority
 * @param key         the private key that belongs to it
 */
public record ClientCertificate(Secret certificate, Secret key) {
}
