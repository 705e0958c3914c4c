package dev.latchkey.server.users;

import java.util.HexFormat;

/** Reads the word of a users file that stands for a secret. */
final class SecretWord {

    private static final int DIGEST_BYTES = 32;
    private static final int SALT_BYTES_MIN = 8;
    private static final int SALT_BYTES_MAX = 64;

    private SecretWord() {}

    /** @throws IllegalArgumentException if the word is not that of a secret; the message does not repeat it */
    static Secret parse(String word) {
        String[] parts = word.split(":", -1);
        if (word.equals(Secret.None.WORD)) {
            return Secret.None.INSTANCE;
        } else if (parts[0].equals(Secret.Digest.WORD) && parts.length == 2) {
            return new Secret.Digest(hex(parts[1], DIGEST_BYTES, DIGEST_BYTES));
        } else if (parts[0].equals(Secret.Password.WORD) && parts.length == 4) {
            return new Secret.Password(
                    iterations(parts[1]),
                    hex(parts[2], SALT_BYTES_MIN, SALT_BYTES_MAX),
                    hex(parts[3], DIGEST_BYTES, DIGEST_BYTES));
        }
        throw new IllegalArgumentException(
                "the second word is the secret: sha256:DIGEST, pbkdf2:ITERATIONS:SALT:HASH, or none");
    }

    private static int iterations(String digits) {
        int iterations = digits.matches("[0-9]{1,8}") ? Integer.parseInt(digits) : 0;
        if (iterations < 1 || iterations > Secret.ITERATIONS_MAX) {
            throw new IllegalArgumentException(
                    "the iterations of pbkdf2 are not a number from 1 to " + Secret.ITERATIONS_MAX);
        }
        return iterations;
    }

    private static byte[] hex(String digits, int min, int max) {
        if (!digits.matches("([0-9a-fA-F]{2}){" + min + "," + max + "}")) {
            throw new IllegalArgumentException("a part of the secret does not have "
                    + (min == max ? String.valueOf(2 * min) : 2 * min + " to " + 2 * max) + " hexadecimal digits");
        }
        return HexFormat.of().parseHex(digits);
    }
}
