package dev.latchkey.app.certs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** A certificate and its private key. */
record Issued(X509Certificate certificate, PrivateKey key) {

    private static final int LINE_LENGTH = 64;

    /** Returns the certificate as PEM (RFC 7468). */
    String certificatePem() throws CertificateEncodingException {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    /** Returns the key as PEM, not encrypted. */
    String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private static String pem(String label, byte[] der) {
        String body =
                Base64.getMimeEncoder(LINE_LENGTH, "\n".getBytes(US_ASCII)).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
