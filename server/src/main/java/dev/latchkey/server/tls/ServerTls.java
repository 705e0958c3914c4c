package dev.latchkey.server.tls;

import dev.latchkey.tls.ClientAuth;
import dev.latchkey.tls.ReloadedTls;
import dev.latchkey.tls.TlsException;
import dev.latchkey.tls.TlsFiles;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The TLS policy of all listeners of a server: its certificate, and whether clients must have one too. Thread-safe. */
public final class ServerTls {

    /** How long a handshake may take; a client that does not finish it by then is disconnected. */
    private static final int HANDSHAKE_MILLIS_MAX = 10_000;

    /** How long the last replies and the message that ends the connection may take to be sent. */
    private static final int CLOSING_MILLIS_MAX = 3_000;

    private final ReloadedTls certificates;
    private final ClientAuth clientAuth;

    private ServerTls(ReloadedTls certificates, ClientAuth clientAuth) {
        this.certificates = certificates;
        this.clientAuth = clientAuth;
    }

    /**
     * Loads the files of a server.
     *
     * @throws TlsException if they cannot be used
     * @throws IllegalArgumentException if there is no certificate, or no authority for those of the clients
     */
    public static ServerTls load(TlsFiles files, ClientAuth clientAuth) throws TlsException {
        if (files.identity().isEmpty()) {
            throw new IllegalArgumentException("a server needs a certificate and its key");
        }
        if (clientAuth != ClientAuth.NONE && files.authorities().isEmpty()) {
            throw new IllegalArgumentException("certificates of clients require the certificate of their authority");
        }
        return new ServerTls(ReloadedTls.load(files), clientAuth);
    }

    /** Whether a client needs a certificate to connect. */
    public boolean requiresCertificate() {
        return clientAuth == ClientAuth.REQUIRED;
    }

    /** Returns whether the server asks clients for a certificate. */
    public ClientAuth clientAuth() {
        return clientAuth;
    }

    /** Returns when the certificate of the server expires. */
    public Instant expiry() {
        return certificates
                .current()
                .expiry()
                .orElseThrow(() -> new IllegalStateException("a server without a certificate"));
    }

    /** Uses the certificates that are in the files now, for connections that are accepted from now on. Blocks while it reads. */
    public void refresh(Consumer<String> info, Consumer<String> warning) {
        certificates.refresh(info, warning);
    }

    /**
     * Adds TLS to an accepted connection, before all other handlers.
     *
     * @param handshakes where the expensive steps of a handshake run
     * @param failed receives a sentence if the handshake fails
     */
    public void addTo(Channel channel, Executor handshakes, Consumer<String> failed) {
        SslHandler handler = new SslHandler(certificates.current().serverEngine(clientAuth), handshakes);
        handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS_MAX);
        handler.setCloseNotifyFlushTimeoutMillis(CLOSING_MILLIS_MAX);
        channel.pipeline().addLast(handler, new HandshakeFailures(failed));
    }
}
