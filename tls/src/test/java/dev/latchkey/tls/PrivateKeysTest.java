package dev.latchkey.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every usual form of a private key is read, and the others are refused with what to do. */
final class PrivateKeysTest {

    private static final byte[] P256 = {0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x03, 0x01, 0x07};

    @TempDir
    private Path directory = Path.of("");

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }

    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.size() > 255) {
            out.write(0x82);
            out.write(content.size() >> 8);
        } else if (content.size() > 127) {
            out.write(0x81);
        }
        out.write(content.size());
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private TlsKeyPair read(X509Bundle bundle, String key) throws Exception {
        TestPki pki = new TestPki(directory);
        return TlsKeyPair.read(new TlsFiles.Identity(
                pki.write("c.pem", bundle.getCertificatePEM()), pki.write("k.pem", "some text before\n" + key)));
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"rsa2048", "ecp256", "ecp384", "ed25519"})
    void pkcs8IsRead(Algorithm algorithm) throws Exception {
        X509Bundle bundle = new TestPki(directory).issue(algorithm);
        assertThat(read(bundle, bundle.getPrivateKeyPEM()).key())
                .isEqualTo(bundle.getKeyPair().getPrivate());
    }

    /** The form that {@code openssl genrsa -traditional} writes: what PKCS #8 has after a header of 26 bytes. */
    @Test
    void pkcs1IsRead() throws Exception {
        X509Bundle bundle = new TestPki(directory).issue(Algorithm.rsa2048);
        byte[] pkcs8 = bundle.getKeyPair().getPrivate().getEncoded();
        String key = pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));
        assertThat(read(bundle, key).key()).isEqualTo(bundle.getKeyPair().getPrivate());
    }

    /** The form that {@code openssl ecparam -genkey} writes, with the parameters before the key. */
    @Test
    void sec1IsRead() throws Exception {
        X509Bundle bundle = new TestPki(directory).issue(Algorithm.ecp256);
        String key = pem("EC PARAMETERS", P256) + pem("EC PRIVATE KEY", sec1(bundle, element(0xa0, P256)));
        assertThat(((ECPrivateKey) read(bundle, key).key()).getS())
                .isEqualTo(((ECPrivateKey) bundle.getKeyPair().getPrivate()).getS());
    }

    private static byte[] sec1(X509Bundle bundle, byte[] parameters) {
        byte[] number = ((ECPrivateKey) bundle.getKeyPair().getPrivate()).getS().toByteArray();
        byte[] padded = new byte[32];
        int length = Math.min(32, number.length);
        System.arraycopy(number, number.length - length, padded, 32 - length, length);
        return element(0x30, new byte[] {2, 1, 1}, element(4, padded), parameters);
    }

    @Test
    void sec1WithoutCurveIsRefused() throws Exception {
        X509Bundle bundle = new TestPki(directory).issue(Algorithm.ecp256);
        assertThatThrownBy(() -> read(bundle, pem("EC PRIVATE KEY", sec1(bundle, new byte[0]))))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("does not name its curve");
    }

    @Test
    void truncatedKeyIsRefused() throws Exception {
        X509Bundle bundle = new TestPki(directory).issue(Algorithm.ecp256);
        byte[] whole = sec1(bundle, element(0xa0, P256));
        for (int length = 1; length < whole.length; length++) {
            String key = pem("EC PRIVATE KEY", Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> read(bundle, key)).isInstanceOf(TlsException.class);
        }
    }

    @Test
    void encryptedKeyIsRefusedWithTheCommandThatDecryptsIt() throws Exception {
        X509Bundle bundle = new TestPki(directory).issue(Algorithm.ecp256);
        assertThatThrownBy(() -> read(bundle, pem("ENCRYPTED PRIVATE KEY", new byte[] {0x30, 0})))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("openssl pkey");
        assertThatThrownBy(() -> read(bundle, """
                        -----BEGIN RSA PRIVATE KEY-----
                        Proc-Type: 4,ENCRYPTED
                        DEK-Info: AES-256-CBC,00

                        AAAA
                        -----END RSA PRIVATE KEY-----
                        """))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("encrypted");
    }

    @Test
    void keyOfAnotherCertificateIsRefused() throws Exception {
        TestPki pki = new TestPki(directory);
        X509Bundle bundle = pki.issue(Algorithm.ecp256);
        for (Algorithm other : new Algorithm[] {Algorithm.ecp256, Algorithm.rsa2048}) {
            assertThatThrownBy(() -> read(bundle, pki.issue(other).getPrivateKeyPEM()))
                    .isInstanceOf(TlsException.class)
                    .hasMessageContaining("does not belong to the certificate");
        }
    }

    @Test
    void messageDoesNotContainTheKey() throws Exception {
        X509Bundle bundle = new TestPki(directory).issue(Algorithm.ecp256);
        String damaged = bundle.getPrivateKeyPEM().replaceFirst("\n.", "\n!");
        String secret = bundle.getPrivateKeyPEM().split("\n", 3)[1].substring(4, 20);
        assertThatThrownBy(() -> read(bundle, damaged))
                .isInstanceOf(TlsException.class)
                .message()
                .doesNotContain(secret);
    }
}
