package dev.latchkey.spring.boot.starter;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/** Where the server is, and how to authenticate there. A bean of this type takes the place of the properties that say so. */
public interface LatchkeyConnectionDetails extends ConnectionDetails {

    /** The addresses of the server, as host, host:port or [ipv6]:port; all lead to the same store. */
    List<String> getAddresses();

    /** The user; null for the default user. */
    default @Nullable String getUsername() {
        return null;
    }

    /** The password; null for none. */
    default @Nullable String getPassword() {
        return null;
    }

    /** The trusted authorities and the certificate of the client; null for connections without encryption. */
    default @Nullable SslBundle getSslBundle() {
        return null;
    }
}
