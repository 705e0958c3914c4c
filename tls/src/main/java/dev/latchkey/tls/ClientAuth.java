package dev.latchkey.tls;

/** Whether a server asks its clients for a certificate. */
public enum ClientAuth {
    /** The server asks for none. */
    NONE,
    /** A client may send a certificate, which must then be valid. */
    OPTIONAL,
    /** A client without a valid certificate is refused in the handshake. */
    REQUIRED
}
