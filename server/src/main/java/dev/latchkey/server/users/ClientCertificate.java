package dev.latchkey.server.users;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Reads the names by which a client's certificate can identify a user. */
public final class ClientCertificate {

    /** The object identifier of the extension that has the subject alternative names. */
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";

    /** The type of a URI among the subject alternative names (RFC 5280). */
    private static final int URI_TYPE = 6;

    private ClientCertificate() {}

    /**
     * Returns the URIs of the subject alternative names and the subject. The authority that issued the certificate vouches for them.
     *
     * @throws UsersException if the names cannot be read, or one of them contains NUL, which programs disagree about
     */
    public static List<CertificateName> names(X509Certificate certificate) throws UsersException {
        List<CertificateName> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives == null && certificate.getExtensionValue(ALTERNATIVE_NAMES) != null) {
                throw new UsersException(
                        "the alternative names of the certificate cannot be read"); // why: the JDK ignores them
            }
            for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (alternative.get(0) instanceof Integer type && type == URI_TYPE) {
                    names.add(new CertificateName(CertificateName.URI, String.valueOf(alternative.get(1))));
                }
            }
        } catch (CertificateParsingException e) {
            throw new UsersException("the alternative names of the certificate cannot be read", e);
        }
        String subject = certificate.getSubjectX500Principal().getName("RFC2253");
        if (!subject.isEmpty()) {
            names.add(new CertificateName(CertificateName.SUBJECT, subject));
        }
        for (CertificateName each : names) {
            if (hasNul(each.name())) {
                throw new UsersException("a name in the certificate contains NUL");
            }
        }
        return names;
    }

    /** As a character, or in the escaped form of RFC 2253; a backslash before that only makes a refusal of a strange name. */
    private static boolean hasNul(String name) {
        return name.indexOf(0) >= 0 || name.contains("\\00");
    }
}
