package dev.latchkey.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The password of a server, or none. Stores only a digest of it and never prints it. */
public final class Credentials {

    /** No password: every client is authenticated. */
    public static final Credentials NONE = new Credentials(null);

    private static final byte[] DEFAULT_USER = "default".getBytes(StandardCharsets.US_ASCII);

    private final byte @Nullable [] digest;

    private Credentials(byte @Nullable [] digest) {
        this.digest = digest;
    }

    /** Requires {@code password}, which must not be empty. */
    public static Credentials of(byte[] password) {
        if (password.length == 0) {
            throw new IllegalArgumentException("the password is empty");
        }
        return new Credentials(sha256(password));
    }

    /** Whether clients must authenticate. */
    public boolean isRequired() {
        return digest != null;
    }

    /** Whether the user is {@code default}, the only one, and the password is correct; any password is if none is required. */
    public boolean admits(byte[] user, byte[] password) {
        return MessageDigest.isEqual(user, DEFAULT_USER) && admits(password);
    }

    /** Compares digests in constant time, so that the duration reveals nothing about the password. */
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
