package dev.latchkey.server.users;

/**
 * A name in the certificate of a client: a URI of its subject alternative names, or the whole subject as RFC 2253 writes it.
 *
 * @param kind {@value #URI} or {@value #SUBJECT}, the word of a users file
 */
public record CertificateName(String kind, String name) {

    static final String URI = "uri";
    static final String SUBJECT = "subject";

    @Override
    public String toString() {
        return kind + ":" + name;
    }
}
