package dev.latchkey.tls;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The TLS settings of a client: which servers it trusts, and the certificate by which it proves who it is. Connections use TLS 1.2 or 1.3. The
 * certificate of the server must be valid for the host name (or IP address) that the client connects to; that check cannot be turned off.
 * Immutable and thread-safe.
 *
 * <p>Name resolution and TLS together prove that the client reaches a server whose certificate was issued for the name it was given. What the
 * client may do there is up to the server.
 */
public final class ClientTls {

    private final Optional<TlsFiles> files;
    private final TlsContext context;
    private final Optional<String> serverName;

    private ClientTls(Optional<TlsFiles> files, TlsContext context, Optional<String> serverName) {
        this.files = files;
        this.context = context;
        this.serverName = serverName;
    }

    /** Trusts the authorities that the JDK trusts. */
    public static ClientTls ofSystem() {
        return load(TlsFiles.NONE, Optional.empty());
    }

    /**
     * Trusts the authorities in a PEM file, and no others.
     *
     * @throws UncheckedIOException if the file cannot be used; its message says why
     */
    public static ClientTls trusting(Path authorities) {
        return load(TlsFiles.NONE.withAuthorities(authorities), Optional.empty());
    }

    /** Uses a context of the application, with its trust and its keys. The host name is checked all the same. */
    public static ClientTls of(SSLContext context) {
        TlsContext wrapped = TlsContext.of(context);
        return new ClientTls(Optional.empty(), wrapped, Optional.empty());
    }

    /**
     * Loads {@code files}.
     *
     * @throws UncheckedIOException if one of them cannot be used; its message says why
     */
    public static ClientTls of(TlsFiles files) {
        return load(files, Optional.empty());
    }

    private static ClientTls load(TlsFiles files, Optional<String> serverName) {
        try {
            TlsContext context = TlsContext.load(files);
            return new ClientTls(Optional.of(files), context, serverName);
        } catch (TlsException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /**
     * Returns these settings with a certificate of the client and its private key, both PEM files.
     *
     * @throws UncheckedIOException if they cannot be used; its message says why
     * @throws IllegalStateException if these settings were made from an {@link SSLContext}, which has its own keys
     */
    public ClientTls withCertificate(Path certificate, Path key) {
        TlsFiles own = files.orElseThrow(() -> new IllegalStateException("an SSLContext has its own keys"));
        return load(own.withIdentity(certificate, key), serverName);
    }

    /**
     * Returns these settings with the name that the certificate of every server must be valid for, instead of the host that the client
     * connects to; for connections through a tunnel or a proxy.
     */
    public ClientTls withServerName(String name) {
        return new ClientTls(files, context, Optional.of(name));
    }

    /** Returns the keys and certificates for a new connection. */
    public TlsContext context() {
        return context;
    }

    /** Returns the name that the certificate of the server at {@code host} must be valid for. */
    public String nameOf(String host) {
        return serverName.orElse(host);
    }
}
