package dev.latchkey.tls;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLHandshakeException;

/** Says why a TLS handshake failed, in words that name what to change. The JDK's own messages do not. */
public final class TlsFailure {

    private TlsFailure() {}

    /** Returns a sentence for the failure of a handshake. */
    public static String reason(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            if (deepest instanceof CertificateExpiredException || deepest instanceof CertPathValidatorException) {
                break;
            }
            deepest = deepest.getCause();
        }
        String message = String.valueOf(deepest.getMessage());
        if (deepest instanceof CertificateExpiredException) {
            return "the certificate of the server has expired (" + message + ")";
        }
        if (message.contains("unable to find valid certification path") || message.contains("anchor")) {
            return "the certificate of the server was issued by an authority that the client does not trust";
        }
        if (deepest instanceof CertificateException && message.startsWith("No ")) {
            return "the certificate of the server is for another name: " + message;
        }
        if (message.contains("not an SSL/TLS record") || message.contains("Unsupported or unrecognized SSL message")) {
            return "the server does not use TLS on this port";
        }
        if (deepest instanceof SSLHandshakeException && message.contains("fatal alert")) {
            return "the server refused the connection: " + message.replaceFirst("^.*fatal alert: ?", "")
                    + ", perhaps because it requires a certificate of the client";
        }
        return message;
    }
}
