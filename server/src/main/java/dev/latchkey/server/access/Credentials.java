package dev.latchkey.server.access;

import dev.latchkey.server.users.Account;
import dev.latchkey.server.users.LiveUsers;
import dev.latchkey.server.users.LoginVerdict;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in to a server: anyone, the user {@code default} with a password, or the users of a file. Stores only a digest of the
 * password and never prints it.
 */
public final class Credentials {

    /** No password: every client is authenticated. */
    public static final Credentials NONE = new Credentials(null, null);

    private static final byte[] DEFAULT_USER = Account.DEFAULT.name().getBytes(StandardCharsets.US_ASCII);

    private final byte @Nullable [] digest;
    private final @Nullable LiveUsers users;

    private Credentials(byte @Nullable [] digest, @Nullable LiveUsers users) {
        this.digest = digest;
        this.users = users;
    }

    /** Requires {@code password}, which must not be empty. */
    public static Credentials of(byte[] password) {
        if (password.length == 0) {
            throw new IllegalArgumentException("the password is empty");
        }
        return new Credentials(sha256(password), null);
    }

    /** Requires the secret or the certificate of one of the users. */
    public static Credentials of(LiveUsers users) {
        return new Credentials(null, users);
    }

    /** Whether clients must authenticate. */
    public boolean isRequired() {
        return digest != null || users != null;
    }

    /** The users of a file, if they may log in. */
    public Optional<LiveUsers> users() {
        return Optional.ofNullable(users);
    }

    /** Checks the name and the secret that a client presents; any password is right if none is required. */
    public LoginVerdict check(byte[] user, byte[] secret) {
        if (users != null) {
            return users.check(user, secret);
        }
        return MessageDigest.isEqual(user, DEFAULT_USER) && admits(secret)
                ? LoginVerdict.admitted(Account.DEFAULT)
                : LoginVerdict.WRONG;
    }

    /** Compares digests in constant time, so that the duration reveals nothing about the password. */
    boolean admits(byte[] password) {
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
        return users != null ? users.toString() : digest != null ? "a password" : "no password";
    }
}
