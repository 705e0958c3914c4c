package dev.latchkey.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading the files of one side, and loading them again when they change. */
final class TlsContextTest {

    @TempDir
    private Path directory = Path.of("");

    private TestPki pki;

    @BeforeEach
    void createAuthority() throws Exception {
        pki = new TestPki(directory);
    }

    private void assertRefused(TlsFiles files, String message) {
        assertThatThrownBy(() -> TlsContext.load(files))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining(message);
    }

    @Test
    void onlyTls12AndTls13AreEnabled() throws Exception {
        TlsContext context = TlsContext.load(pki.files("s", pki.issue(Algorithm.ecp256)));
        assertThat(context.serverEngine(ClientAuth.NONE).getEnabledProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
        assertThat(context.clientEngine("localhost", 1).getEnabledProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
    }

    @Test
    void clientAuthIsSetOnTheEngine() throws Exception {
        TlsContext context = TlsContext.load(pki.files("s", pki.issue(Algorithm.ecp256)));
        assertThat(context.serverEngine(ClientAuth.REQUIRED).getNeedClientAuth())
                .isTrue();
        assertThat(context.serverEngine(ClientAuth.OPTIONAL).getWantClientAuth())
                .isTrue();
        SSLEngine none = context.serverEngine(ClientAuth.NONE);
        assertThat(none.getNeedClientAuth() || none.getWantClientAuth()).isFalse();
    }

    @Test
    void hostNameIsCheckedAndSentUnlessItIsAnAddress() throws Exception {
        TlsContext context = TlsContext.load(TlsFiles.NONE.withAuthorities(pki.authority()));
        SSLEngine named = context.clientEngine("db1.example.com", 5_625);
        assertThat(named.getSSLParameters().getEndpointIdentificationAlgorithm())
                .isEqualTo("HTTPS");
        assertThat(named.getSSLParameters().getServerNames()).containsExactly(new SNIHostName("db1.example.com"));
        for (String address : List.of("10.0.0.1", "::1", "fe80::1")) {
            SSLEngine engine = context.clientEngine(address, 5_625);
            assertThat(engine.getSSLParameters().getEndpointIdentificationAlgorithm())
                    .isEqualTo("HTTPS");
            assertThat(engine.getSSLParameters().getServerNames()).isNullOrEmpty();
        }
    }

    @Test
    void expiryIsThatOfTheOwnCertificate() throws Exception {
        X509Bundle bundle = pki.issue(Algorithm.ecp256);
        assertThat(TlsContext.load(pki.files("s", bundle)).expiry())
                .contains(bundle.getCertificate().getNotAfter().toInstant());
        assertThat(TlsContext.load(TlsFiles.NONE).expiry()).isEmpty();
    }

    @Test
    void unusableFilesAreRefusedByName() throws Exception {
        Path missing = directory.resolve("missing.pem");
        assertRefused(TlsFiles.NONE.withAuthorities(missing), "missing.pem': no such file");
        assertRefused(TlsFiles.NONE.withAuthorities(directory), directory.toString());
        assertRefused(TlsFiles.NONE.withAuthorities(pki.write("text.pem", "hello")), "text.pem' is not a PEM file");
        assertRefused(
                TlsFiles.NONE.withAuthorities(
                        pki.write("key.pem", pki.issue(Algorithm.ecp256).getPrivateKeyPEM())),
                "key.pem' has no certificate");
        assertRefused(
                TlsFiles.NONE.withAuthorities(
                        pki.write("bad.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")),
                "a certificate in '" + directory.resolve("bad.pem") + "' is damaged");
        assertRefused(
                TlsFiles.NONE.withAuthorities(pki.authority()).withRevocations(pki.authority()),
                "ca.pem' has no revocation list");
        assertRefused(
                pki.files("s", pki.issue(Algorithm.ecp256)).withIdentity(pki.authority(), pki.authority()),
                "ca.pem' has no private key");
    }

    @Test
    void fileThatIsTooLongIsRefused() throws Exception {
        Path large = pki.write("large.pem", "x".repeat(PemFile.BYTES_MAX + 1));
        assertRefused(TlsFiles.NONE.withAuthorities(large), "large.pem' is longer than 1048576 bytes");
    }

    @Test
    void revocationListRequiresAnAuthority() {
        assertThatThrownBy(() -> TlsFiles.NONE.withRevocations(Path.of("crl.pem")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("requires the certificate of the authority");
    }

    @Test
    void changedFilesAreLoadedOnceAndBrokenOnesAreReportedOnce() throws Exception {
        TlsFiles files = pki.files("s", pki.issue(Algorithm.ecp256));
        ReloadedTls reloaded = ReloadedTls.load(files);
        TlsContext first = reloaded.current();
        List<String> infos = new ArrayList<>();
        List<String> warnings = new ArrayList<>();

        reloaded.refresh(infos::add, warnings::add);
        assertThat(reloaded.current()).isSameAs(first);

        X509Bundle next = pki.issue(Algorithm.ecp256);
        pki.write("s.pem", next.getCertificatePEM());
        reloaded.refresh(infos::add, warnings::add);
        reloaded.refresh(infos::add, warnings::add);
        assertThat(reloaded.current()).isSameAs(first);
        assertThat(warnings).singleElement().asString().contains("does not belong to the certificate");

        pki.write("s-key.pem", next.getPrivateKeyPEM());
        reloaded.refresh(infos::add, warnings::add);
        reloaded.refresh(infos::add, warnings::add);
        assertThat(reloaded.current()).isNotSameAs(first);
        assertThat(infos).singleElement().asString().startsWith("the TLS certificates were loaded again");

        Files.delete(directory.resolve("s.pem"));
        TlsContext second = reloaded.current();
        reloaded.refresh(infos::add, warnings::add);
        reloaded.refresh(infos::add, warnings::add);
        assertThat(reloaded.current()).isSameAs(second);
        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(1)).contains("no such file");
    }
}
