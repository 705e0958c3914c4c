package dev.latchkey.tls;

import java.io.IOException;

/** A file for TLS cannot be used. The message names the file and the reason, and contains nothing of a private key. */
public final class TlsException extends IOException {

    private static final long serialVersionUID = 1;

    TlsException(String message) {
        super(message);
    }

    TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
