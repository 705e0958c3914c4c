package dev.latchkey.tls;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The PEM files of one side of a TLS connection.
 *
 * @param identity the certificate and key by which this side proves who it is; always present on a server
 * @param authorities the certificates of the authorities whose certificates are accepted; without it, a client accepts those that the
 *     JDK trusts, and a server accepts no certificate
 * @param revocations the revocation lists (CRLs) of the authorities; requires {@code authorities}. With it, a certificate is refused
 *     unless a list that is still valid says that it is not revoked
 */
public record TlsFiles(Optional<Identity> identity, Optional<Path> authorities, Optional<Path> revocations) {

    /**
     * A certificate and its key.
     *
     * @param certificate the certificate, followed by those of its intermediate authorities
     * @param key the private key: PKCS #8, PKCS #1 (RSA) or SEC 1 (EC), not encrypted
     */
    public record Identity(Path certificate, Path key) {}

    /** No files: a client without a certificate that trusts what the JDK trusts. */
    public static final TlsFiles NONE = new TlsFiles(Optional.empty(), Optional.empty(), Optional.empty());

    public TlsFiles {
        if (revocations.isPresent() && authorities.isEmpty()) {
            throw new IllegalArgumentException(
                    "a revocation list requires the certificate of the authority that issued it");
        }
    }

    /** Returns these files with a certificate and its key. */
    public TlsFiles withIdentity(Path certificate, Path key) {
        return new TlsFiles(Optional.of(new Identity(certificate, key)), authorities, revocations);
    }

    /** Returns these files with the certificates of the accepted authorities. */
    public TlsFiles withAuthorities(Path file) {
        return new TlsFiles(identity, Optional.of(file), revocations);
    }

    /** Returns these files with revocation lists. */
    public TlsFiles withRevocations(Path file) {
        return new TlsFiles(identity, authorities, Optional.of(file));
    }
}
