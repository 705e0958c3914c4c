package dev.latchkey.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate with its private key.
 *
 * @param chain the certificate, followed by those of its intermediate authorities
 */
public record TlsKeyPair(List<X509Certificate> chain, PrivateKey key) {

    private static final byte[] PROBE = {1, 2, 3};

    public TlsKeyPair {
        chain = List.copyOf(chain);
    }

    /**
     * Reads a certificate and its key, and checks that they belong together. The JDK does not: connections would fail one by one instead.
     *
     * @throws TlsException if a file cannot be read or used, or the key does not belong to the certificate
     */
    public static TlsKeyPair read(TlsFiles.Identity identity) throws TlsException {
        List<X509Certificate> chain = PemFile.certificates(identity.certificate());
        PrivateKey key = PrivateKeys.of(PemFile.read(identity.key()));
        if (!isPair(chain.get(0).getPublicKey(), key)) {
            throw new TlsException("the key '" + identity.key() + "' does not belong to the certificate '"
                    + identity.certificate() + "'");
        }
        return new TlsKeyPair(chain, key);
    }

    /** Returns the certificate, without those of intermediate authorities. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    private static boolean isPair(PublicKey certified, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance(signatureOf(key));
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // why: a key of another algorithm or size
        }
    }

    private static String signatureOf(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
    }

    /** Does not include the key. */
    @Override
    public String toString() {
        return "TlsKeyPair[" + certificate().getSubjectX500Principal().getName() + "]";
    }
}
