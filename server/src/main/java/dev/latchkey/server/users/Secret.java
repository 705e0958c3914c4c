package dev.latchkey.server.users;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What a users file stores of the secret of a user: never the secret itself. A generated secret has 256 random bits, so its SHA-256 is
 * enough; a password that somebody chose can be guessed, so each guess is made expensive by PBKDF2.
 */
public sealed interface Secret {

    /** The iterations of PBKDF2 for a new password. */
    int ITERATIONS = 600_000;

    /** The most iterations that are accepted: a login would take minutes with more. */
    int ITERATIONS_MAX = 10_000_000;

    /** Returns whether {@code presented} is the secret. Takes the same time whatever {@code presented} is, if it is of that length. */
    boolean matches(byte[] presented);

    /** Returns whether {@link #matches} takes long, so that no event loop may call it. */
    boolean isSlow();

    /** Returns the word of a users file. */
    String word();

    /** Returns what kind of secret it is: generated, password or none. */
    String kind();

    /** Returns the secret of a user who has none, and logs in with a certificate only. */
    static Secret none() {
        return None.INSTANCE;
    }

    /** Returns what a users file stores of a generated secret. */
    static Secret ofGenerated(String secret) {
        return new Digest(Digest.sha256(secret.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Returns a new secret of 256 bits. */
    static String generate(RandomGenerator chance) {
        byte[] bits = new byte[32];
        chance.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /**
     * Returns what a users file stores of a password that somebody chose. Takes long.
     *
     * @throws IllegalArgumentException if it is empty or not UTF-8
     */
    static Secret ofPassword(byte[] password, RandomGenerator chance) {
        if (password.length == 0) {
            throw new IllegalArgumentException("the password is empty");
        }
        byte[] salt = new byte[16];
        chance.nextBytes(salt);
        try {
            return new Password(ITERATIONS, salt, Password.hash(password, salt, ITERATIONS));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the password is not valid UTF-8", e);
        }
    }

    /** No secret: the user logs in with a certificate only. */
    record None() implements Secret {

        static final None INSTANCE = new None();
        static final String WORD = "none";

        @Override
        public boolean matches(byte[] presented) {
            return false;
        }

        @Override
        public boolean isSlow() {
            return false;
        }

        @Override
        public String word() {
            return WORD;
        }

        @Override
        public String kind() {
            return WORD;
        }
    }

    /** The SHA-256 of a generated secret. */
    @SuppressWarnings("ArrayRecordComponent") // compared by MessageDigest.isEqual only
    record Digest(byte[] digest) implements Secret {

        static final String WORD = "sha256";

        static byte[] sha256(byte[] secret) {
            try {
                return MessageDigest.getInstance("SHA-256").digest(secret);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }

        @Override
        public boolean matches(byte[] presented) {
            return MessageDigest.isEqual(digest, sha256(presented));
        }

        @Override
        public boolean isSlow() {
            return false;
        }

        @Override
        public String word() {
            return WORD + ":" + HexFormat.of().formatHex(digest);
        }

        @Override
        public String kind() {
            return "generated";
        }

        @Override
        public String toString() {
            return WORD;
        }
    }

    /** The PBKDF2WithHmacSHA256 of a password that somebody chose. */
    @SuppressWarnings("ArrayRecordComponent") // compared by MessageDigest.isEqual only
    record Password(int iterations, byte[] salt, byte[] hash) implements Secret {

        static final String WORD = "pbkdf2";

        private static final int HASH_BITS = 256;

        /** @throws CharacterCodingException if the password is not UTF-8, as PBKDF2 of the JDK requires */
        static byte[] hash(byte[] password, byte[] salt, int iterations) throws CharacterCodingException {
            char[] text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(password))
                    .toString()
                    .toCharArray();
            try {
                PBEKeySpec spec = new PBEKeySpec(text, salt, iterations, HASH_BITS);
                return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                        .generateSecret(spec)
                        .getEncoded();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA256", e);
            }
        }

        @Override
        public boolean matches(byte[] presented) {
            if (presented.length == 0) {
                return false;
            }
            try {
                return MessageDigest.isEqual(hash, hash(presented, salt, iterations));
            } catch (CharacterCodingException notText) {
                return false;
            }
        }

        @Override
        public boolean isSlow() {
            return true;
        }

        @Override
        public String word() {
            return WORD + ":" + iterations + ":" + HexFormat.of().formatHex(salt) + ":"
                    + HexFormat.of().formatHex(hash);
        }

        @Override
        public String kind() {
            return "password";
        }

        @Override
        public String toString() {
            return WORD;
        }
    }
}
