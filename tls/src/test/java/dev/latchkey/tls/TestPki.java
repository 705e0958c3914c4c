package dev.latchkey.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** PEM files of an authority and of the certificates that it issues, in a directory. */
final class TestPki {

    private final Path directory;
    private final X509Bundle authority;

    TestPki(Path directory) throws Exception {
        this.directory = directory;
        this.authority = new CertificateBuilder()
                .subject("CN=test authority")
                .setIsCertificateAuthority(true)
                .ecp256()
                .buildSelfSigned();
    }

    /** Issues a certificate for localhost. */
    X509Bundle issue(CertificateBuilder.Algorithm algorithm) throws Exception {
        return new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .algorithm(algorithm)
                .buildIssuedBy(authority);
    }

    Path authority() throws IOException {
        return write("ca.pem", authority.getCertificatePEM());
    }

    /** Writes the files of a certificate, replacing those of an earlier one with that name. */
    TlsFiles files(String name, X509Bundle bundle) throws IOException {
        return TlsFiles.NONE.withIdentity(
                write(name + ".pem", bundle.getCertificatePathPEM()),
                write(name + "-key.pem", bundle.getPrivateKeyPEM()));
    }

    Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
