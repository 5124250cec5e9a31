package digital.market.migrator.database;

import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.X509ExtendedKeyManager;

import digital.market.migrator.settings.Pem;

/**
 * The one certificate that we show to a server that asks. As libpq, it does so even where the server says that it trusts other authorities:
 * what the server then answers says more than that nothing was shown.
 */
final class ClientIdentity extends X509ExtendedKeyManager {

    private static final String ALIAS = "client";
    private static final byte SEQUENCE = 0x30;
    private static final byte OCTETS = 0x04;
    private static final byte[] VERSION_0 = {2, 1, 0};

    private final X509Certificate[] chain;
    private final PrivateKey key;

    private ClientIdentity(X509Certificate[] chain, PrivateKey key) {
        this.chain = chain;
        this.key = key;
    }

    /**
     * The identity that certificates and a key make.
     *
     * @param chain the client's own certificate first
     * @param pem   the key
     * @throws CertificateProblem if they do not go together
     */
    static ClientIdentity of(List<X509Certificate> chain, String pem) throws CertificateProblem {
        PublicKey publicKey = chain.get(0).getPublicKey();
        try {
            PrivateKey key = KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8(Pem.parse(pem).key(), publicKey)));
            refuseIfStrange(key, publicKey);
            return new ClientIdentity(chain.toArray(X509Certificate[]::new), key);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new CertificateProblem("the private key does not belong to the client certificate, or cannot be read",
                    "Set PGSSLCERT and PGSSLKEY to a pair: openssl x509 -noout -pubkey -in CERT and openssl pkey -pubout -in KEY print the same for one.", e);
        }
    }

    /** A server would only say that the handshake failed. */
    private static void refuseIfStrange(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> publicKey.getAlgorithm();
        };
        byte[] anything = {1};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(anything);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(anything);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("They are no pair");
        }
    }

    /**
     * OpenSSL's older forms (PKCS#1, SEC 1) are what PKCS#8 wraps, together with the name of the algorithm, with which the certificate's public
     * key starts too (<a href="https://www.rfc-editor.org/rfc/rfc5208#section-5">RFC 5208</a>,
     * <a href="https://www.rfc-editor.org/rfc/rfc5280#section-4.1">RFC 5280</a>).
     */
    private static byte[] pkcs8(Pem.Block key, PublicKey publicKey) {
        if (key.label().equals("PRIVATE KEY")) {
            return key.content();
        }
        byte[] info = publicKey.getEncoded();
        int start = contentAt(info, 0);
        int end = contentAt(info, start) + length(info, start);
        byte[] algorithm = Arrays.copyOfRange(info, start, end);
        return der(SEQUENCE, VERSION_0, algorithm, der(OCTETS, key.content()));
    }

    /** Where the content of the element at this place starts. */
    private static int contentAt(byte[] der, int at) {
        return at + 2 + (der[at + 1] < 0 ? der[at + 1] & 0x7f : 0);
    }

    private static int length(byte[] der, int at) {
        if (der[at + 1] >= 0) {
            return der[at + 1];
        }
        int length = 0;
        for (int i = at + 2; i < contentAt(der, at); i++) {
            length = length << 8 | der[i] & 0xff;
        }
        return length;
    }

    private static byte[] der(byte tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
        out.write(tag);
        if (length > 0xff) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length > 0x7f) {
            out.write(0x81);
        }
        out.write(length);
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** Some names of key types have a second half, which says what the issuer signs with: {@code EC_RSA}. */
    private String alias(String... keyTypes) {
        for (String type : keyTypes) {
            if (type.split("_")[0].equals(key.getAlgorithm())) {
                return ALIAS;
            }
        }
        return null;
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return alias(keyTypes);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return alias(keyType) == null ? null : new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return chain.clone();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return key;
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }
}
