package dev.latchkey.app.tls;

import dev.latchkey.tls.TlsFiles;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority whose PEM files are in a directory. */
final class Pki {

    private final Path directory;
    private final String name;
    private final X509Bundle authority;

    Pki(Path directory, String name) throws Exception {
        this.directory = directory;
        this.name = name;
        this.authority = new CertificateBuilder()
                .subject("CN=" + name)
                .setIsCertificateAuthority(true)
                .ecp256()
                .buildSelfSigned();
        write(name + ".pem", authority.getCertificatePEM());
    }

    Path authority() {
        return directory.resolve(name + ".pem");
    }

    /** A certificate for this machine, as an address and as localhost. */
    X509Bundle server() throws Exception {
        return new CertificateBuilder()
                .subject("CN=server")
                .addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1")
                .ecp256()
                .buildIssuedBy(authority);
    }

    X509Bundle client(String subject) throws Exception {
        return client(subject, Instant.now().plus(1, ChronoUnit.DAYS));
    }

    /** A certificate with a URI among its subject alternative names. */
    X509Bundle clientWithUri(String subject, String uri) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + subject)
                .addSanUriName(uri)
                .ecp256()
                .buildIssuedBy(authority);
    }

    /** As {@link #clientWithUri}, for a URI of at most 120 characters that is not valid. */
    X509Bundle clientWithInvalidUri(String subject, String uri) throws Exception {
        byte[] name = uri.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        names.write(0x30); // a sequence of one name
        names.write(name.length + 2);
        names.write(0x86); // a URI
        names.write(name.length);
        names.writeBytes(name);
        return new CertificateBuilder()
                .subject("CN=" + subject)
                .addExtensionOctetString("2.5.29.17", false, names.toByteArray())
                .ecp256()
                .buildIssuedBy(authority);
    }

    X509Bundle client(String subject, Instant end) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + subject)
                .notBefore(end.minus(10, ChronoUnit.DAYS))
                .notAfter(end)
                .ecp256()
                .buildIssuedBy(authority);
    }

    /** Writes the files of a certificate, replacing earlier ones with that name. */
    TlsFiles files(String file, X509Bundle bundle) throws IOException {
        return TlsFiles.NONE
                .withIdentity(
                        write(file + ".pem", bundle.getCertificatePathPEM()),
                        write(file + "-key.pem", bundle.getPrivateKeyPEM()))
                .withAuthorities(authority());
    }

    /** Writes a list of this authority that revokes certificates. */
    Path revoke(X509Bundle... revoked) throws Exception {
        Date now = Date.from(Instant.now().minus(1, ChronoUnit.MINUTES));
        JcaX509v2CRLBuilder builder = new JcaX509v2CRLBuilder(new X500Principal("CN=" + name), now);
        builder.setNextUpdate(Date.from(Instant.now().plus(1, ChronoUnit.DAYS)));
        for (X509Bundle each : revoked) {
            BigInteger serial = each.getCertificate().getSerialNumber();
            builder.addCRLEntry(serial, now, 0);
        }
        byte[] list = builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                        .build(authority.getKeyPair().getPrivate()))
                .getEncoded();
        return write(
                name + "-crl.pem",
                "-----BEGIN X509 CRL-----\n" + Base64.getMimeEncoder().encodeToString(list)
                        + "\n-----END X509 CRL-----\n");
    }

    private Path write(String file, String text) throws IOException {
        return Files.writeString(directory.resolve(file), text);
    }
}
