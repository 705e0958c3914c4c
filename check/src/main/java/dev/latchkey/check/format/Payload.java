package dev.latchkey.check.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Keys and values as strings, so that equal bytes are equal strings and different bytes are different ones. Bytes that are UTF-8
 * are their text. All others, and the hashes that stand for long values, are behind a NUL and a letter; text that begins with
 * a NUL gets one more.
 */
public final class Payload {

    private static final String BYTES = "\0b";
    private static final String HASH = "\0h";
    private static final String NUL = "\0";

    /** What stands where there is none: no bytes and no text are this. */
    static final String NONE = "\0n";

    private static final int BASE64_GROUP = 4;
    private static final Pattern HASH_FORM = Pattern.compile("(0|[1-9]\\d{0,18}):[0-9a-f]{64}");

    private Payload() {}

    /** The string that stands for these bytes. */
    public static String of(byte[] bytes) {
        try {
            return of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return BYTES + Base64.getEncoder().encodeToString(bytes);
        }
    }

    /** The string that stands for this text. */
    public static String of(String text) {
        return text.startsWith(NUL) ? NUL + text : text;
    }

    /** A payload in words, for people: text as it is, other bytes in base64, a hash as such. */
    public static String shown(String payload) {
        if (payload.equals(NONE)) {
            return "(none)";
        }
        if (isBytes(payload)) {
            return "base64:" + base64(payload);
        }
        return isHash(payload) ? "sha256:" + hash(payload) : text(payload);
    }

    static boolean isBytes(String payload) {
        return payload.startsWith(BYTES);
    }

    static boolean isHash(String payload) {
        return payload.startsWith(HASH);
    }

    /** The text of a payload that is neither bytes nor hash. */
    static String text(String payload) {
        return payload.startsWith(NUL) ? payload.substring(1) : payload;
    }

    static String base64(String payload) {
        return payload.substring(BYTES.length());
    }

    static String hash(String payload) {
        return payload.substring(HASH.length());
    }

    /** @throws IllegalArgumentException if it is no base64 with padding */
    static String ofBase64(String base64) {
        if (base64.length() % BASE64_GROUP != 0) {
            throw new IllegalArgumentException(
                    "its length is no multiple of " + BASE64_GROUP + ", as with padding it is");
        }
        return of(Base64.getDecoder().decode(base64));
    }

    /** @throws IllegalArgumentException if it is not of the form of a hash */
    static String ofHash(String hash) {
        if (!HASH_FORM.matcher(hash).matches()) {
            throw new IllegalArgumentException("it is <bytes>:<SHA-256 in hex>");
        }
        return HASH + hash;
    }

    /** How many bytes a payload stands for. */
    static long length(String payload) {
        if (isHash(payload)) {
            return Long.parseLong(payload.substring(HASH.length(), payload.indexOf(':')));
        }
        return bytes(payload).length;
    }

    /** The payload, or its hash if it stands for more bytes than {@code bytesMax}. */
    static String hashedAbove(String payload, long bytesMax) {
        // Why: a char is 3 bytes at most, so most values need not be encoded to be found short.
        if (payload.length() * 3L <= bytesMax || isHash(payload)) {
            return payload;
        }
        byte[] bytes = bytes(payload);
        return bytes.length <= bytesMax
                ? payload
                : HASH + bytes.length + ":" + HexFormat.of().formatHex(sha256(bytes));
    }

    private static byte[] bytes(String payload) {
        return isBytes(payload)
                ? Base64.getDecoder().decode(base64(payload))
                : text(payload).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
