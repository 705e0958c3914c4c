package dev.latchkey.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The keys and certificates of one side of TLS connections, loaded. Every connection uses TLS 1.2 or 1.3, with the cipher suites that the
 * JDK enables. Immutable and thread-safe.
 */
public final class TlsContext {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final SSLContext context;
    private final Optional<X509Certificate> certificate;

    private TlsContext(SSLContext context, Optional<X509Certificate> certificate) {
        this.context = context;
        this.certificate = certificate;
    }

    /**
     * Loads {@code files}.
     *
     * @throws TlsException if a file cannot be read or used, or the key does not belong to the certificate
     */
    public static TlsContext load(TlsFiles files) throws TlsException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TlsKeyPair own = files.identity().isPresent()
                    ? TlsKeyPair.read(files.identity().get())
                    : null;
            context.init(own == null ? null : keyManagers(own), trustManagers(files), null);
            return new TlsContext(context, Optional.ofNullable(own).map(TlsKeyPair::certificate));
        } catch (GeneralSecurityException e) {
            throw new TlsException("cannot set up TLS: " + e.getMessage(), e);
        }
    }

    /** Uses a context that the application has made, with whatever it trusts. */
    public static TlsContext of(SSLContext context) {
        return new TlsContext(context, Optional.empty());
    }

    private static KeyManager[] keyManagers(TlsKeyPair own) throws GeneralSecurityException {
        KeyStore store = emptyStore();
        store.setKeyEntry("own", own.key(), new char[0], own.chain().toArray(new Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    private static TrustManager @Nullable [] trustManagers(TlsFiles files)
            throws GeneralSecurityException, TlsException {
        if (files.authorities().isEmpty()) {
            return null;
        }
        KeyStore store = emptyStore();
        int count = 0;
        for (X509Certificate authority :
                PemFile.certificates(files.authorities().get())) {
            store.setCertificateEntry("authority " + count++, authority);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        if (files.revocations().isPresent()) {
            factory.init(new CertPathTrustManagerParameters(
                    withRevocation(store, revocations(files.revocations().get()))));
        } else {
            factory.init(store);
        }
        return factory.getTrustManagers();
    }

    /** Why no other source: a revocation list is fetched from no network, and a certificate whose state is unknown is refused. */
    private static PKIXBuilderParameters withRevocation(KeyStore store, List<CRL> lists)
            throws GeneralSecurityException {
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(store, new X509CertSelector());
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
        PKIXRevocationChecker checker =
                (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
        checker.setOptions(
                EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
        parameters.addCertPathChecker(checker);
        return parameters;
    }

    private static List<CRL> revocations(Path path) throws TlsException {
        PemFile file = PemFile.read(path);
        List<CRL> found = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (PemFile.Section section : file.sections()) {
                if (section.label().equals("X509 CRL")) {
                    found.add(factory.generateCRL(new ByteArrayInputStream(section.der())));
                }
            }
        } catch (GeneralSecurityException e) {
            throw new TlsException("a revocation list in '" + path + "' is damaged", e);
        }
        if (found.isEmpty()) {
            throw new TlsException(
                    "'" + path + "' has no revocation list: it needs a section -----BEGIN X509 CRL-----");
        }
        return found;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException("cannot create a key store in memory", e);
        }
        return store;
    }

    /** Returns the engine of a connection that a server accepts. */
    public SSLEngine serverEngine(ClientAuth clientAuth) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setUseCipherSuitesOrder(true);
        switch (clientAuth) {
            case NONE -> parameters.setNeedClientAuth(false);
            case OPTIONAL -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /**
     * Returns the engine of a connection to a server. The certificate of the server must be valid for {@code host}: a DNS name or an IP
     * address among its subject alternative names.
     */
    public SSLEngine clientEngine(String host, int port) {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        engine.setSSLParameters(clientParameters(engine.getSSLParameters(), host));
        return engine;
    }

    /** Returns the settings of a client connection to {@code host}, for a blocking socket. */
    public SSLParameters clientParameters(SSLParameters parameters, String host) {
        parameters.setProtocols(PROTOCOLS);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        serverName(host).ifPresent(name -> parameters.setServerNames(List.of(name)));
        return parameters;
    }

    /** The name to send (SNI); empty for an IP address, which must not be sent. */
    private static Optional<SNIHostName> serverName(String host) {
        if (host.contains(":") || host.matches("[0-9.]+")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SNIHostName(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // why: a name with an underscore, for example, is checked all the same
        }
    }

    /** Returns the context of the JDK, for a blocking socket. */
    public SSLContext context() {
        return context;
    }

    /** Returns when the own certificate expires; empty if there is none. */
    public Optional<Instant> expiry() {
        return certificate.map(own -> own.getNotAfter().toInstant());
    }
}
