package dev.latchkey.tls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads private keys. The JDK reads PKCS #8 (RFC 5958) only; the older forms, PKCS #1 for RSA (RFC 8017) and SEC 1 for elliptic curves
 * (RFC 5915), become PKCS #8 by a frame that names the algorithm.
 */
final class PrivateKeys {

    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    /** DER of the algorithm rsaEncryption without parameters. */
    private static final byte[] RSA = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };

    /** DER of the object identifier id-ecPublicKey. */
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int PARAMETERS = 0xa0;

    private PrivateKeys() {}

    /** @throws TlsException if the file has no usable private key */
    static PrivateKey of(PemFile file) throws TlsException {
        for (PemFile.Section section : file.sections()) {
            switch (section.label()) {
                case "PRIVATE KEY" -> {
                    return decode(file, section.der());
                }
                case "RSA PRIVATE KEY" -> {
                    requirePlain(file, section);
                    return decode(file, frame(RSA, section.der()));
                }
                case "EC PRIVATE KEY" -> {
                    requirePlain(file, section);
                    return decode(file, frame(ecAlgorithm(file, section.der()), section.der()));
                }
                case "ENCRYPTED PRIVATE KEY" -> throw encrypted(file);
                default -> {
                    // why ignored: a certificate, or the parameters that OpenSSL writes before a key
                }
            }
        }
        throw new TlsException(
                "'" + file.path() + "' has no private key: it needs a section -----BEGIN PRIVATE KEY-----");
    }

    /** The old form of an encrypted key has the same label; its content is not DER. */
    private static void requirePlain(PemFile file, PemFile.Section section) throws TlsException {
        if (section.der().length == 0 || section.der()[0] != SEQUENCE) {
            throw encrypted(file);
        }
    }

    private static TlsException encrypted(PemFile file) {
        return new TlsException(
                "the private key in '" + file.path()
                        + "' is encrypted: decrypt it with 'openssl pkey -in FILE -out KEY', and protect the result by its mode, 0600");
    }

    private static PrivateKey decode(PemFile file, byte[] pkcs8) throws TlsException {
        TlsException failure = new TlsException(
                "the private key in '" + file.path() + "' is damaged, or not an RSA, EC or Ed25519 key");
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException e) {
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    private static byte[] frame(byte[] algorithm, byte[] key) {
        return element(SEQUENCE, VERSION_0, algorithm, element(OCTETS, key));
    }

    /** The algorithm of a SEC 1 key: the curve is in the element with tag 0 of the key itself. */
    private static byte[] ecAlgorithm(PemFile file, byte[] key) throws TlsException {
        ByteBuffer in = ByteBuffer.wrap(key);
        ByteBuffer fields = content(in, SEQUENCE);
        while (fields != null && fields.hasRemaining()) {
            int tag = fields.get(fields.position()) & 0xff;
            ByteBuffer field = content(fields, tag);
            if (field != null && tag == PARAMETERS) {
                byte[] curve = new byte[field.remaining()];
                field.get(curve);
                return element(SEQUENCE, EC, curve);
            }
            if (field == null) {
                break;
            }
        }
        throw new TlsException("the EC private key in '" + file.path() + "' does not name its curve");
    }

    /** Reads the content of the next element; null if it has another tag or does not end within the buffer. */
    private static @Nullable ByteBuffer content(ByteBuffer in, int tag) {
        if (in.remaining() < 2 || (in.get() & 0xff) != tag) {
            return null;
        }
        int length = in.get() & 0xff;
        if (length > 0x7f) {
            int bytes = length & 0x7f;
            length = 0;
            for (int i = 0; i < bytes && i < 3 && in.hasRemaining(); i++) {
                length = (length << 8) | (in.get() & 0xff);
            }
        }
        if (length > in.remaining()) {
            return null;
        }
        ByteBuffer content = in.slice(in.position(), length);
        in.position(in.position() + length);
        return content;
    }

    private static byte[] element(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length + 4);
        out.put((byte) tag);
        if (length < 0x80) {
            out.put((byte) length);
        } else if (length < 0x100) {
            out.put((byte) 0x81).put((byte) length);
        } else {
            out.put((byte) 0x82).putShort((short) length);
        }
        for (byte[] part : parts) {
            out.put(part);
        }
        byte[] element = new byte[out.position()];
        out.flip().get(element);
        return element;
    }
}
