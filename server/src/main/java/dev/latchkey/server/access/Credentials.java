package dev.latchkey.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The one password of a server, or none. Keeps a digest only, and never shows it. */
public final class Credentials {

    /** Anybody may come in. */
    public static final Credentials NONE = new Credentials(null);

    private static final byte[] DEFAULT_USER = "default".getBytes(StandardCharsets.US_ASCII);

    private final byte @Nullable [] digest;

    private Credentials(byte @Nullable [] digest) {
        this.digest = digest;
    }

    /** Only who knows {@code password}, 1 byte at least, may come in. */
    public static Credentials of(byte[] password) {
        if (password.length == 0) {
            throw new IllegalArgumentException("the password is empty");
        }
        return new Credentials(sha256(password));
    }

    /** Whether a password is needed at all. */
    public boolean isRequired() {
        return digest != null;
    }

    /** Whether this is the user there is, {@code default}, with the right password; any password, where none is needed. */
    public boolean admits(byte[] user, byte[] password) {
        return MessageDigest.isEqual(user, DEFAULT_USER) && admits(password);
    }

    /** Compares digests of one length in a time that does not tell how much of them agrees. */
    public boolean admits(byte[] password) {
        return digest == null || MessageDigest.isEqual(digest, sha256(password));
    }

    private static byte[] sha256(byte[] password) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(password);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return isRequired() ? "a password" : "no password";
    }
}
