package dev.latchkey.check.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Encodes keys and values as strings, such that two strings are equal exactly if their bytes are. Valid UTF-8 is encoded as its
 * text, with an extra NUL in front if the text begins with a NUL. Other bytes, and hashes that replace long values, are prefixed
 * with a NUL and a letter.
 *
 * <p>Some formats have values of several types. A value that is not a string is then encoded as the text that formats it, and a
 * string that looks like such a text is prefixed with a NUL and a letter.
 */
public final class Payload {

    private static final String BYTES = "\0b";
    private static final String HASH = "\0h";
    private static final String NUL = "\0";
    private static final String STRING = "\0s";
    private static final String FIRST_OF_FORMS = "0123456789-:[{#'\\";
    private static final Set<String> FORMS = Set.of("nil", "true", "false");

    /** Stands for a missing key. Differs from every encoded key. */
    static final String NONE = "\0n";

    private static final int BASE64_GROUP = 4;
    private static final Pattern HASH_FORM = Pattern.compile("(0|[1-9]\\d{0,18}):[0-9a-f]{64}");

    private Payload() {}

    /** Encodes bytes. */
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

    /** Encodes text. */
    public static String of(String text) {
        return text.startsWith(NUL) ? NUL + text : text;
    }

    /**
     * Encodes a string of a format that also has values of other types, which are encoded as they are formatted. A string that
     * looks like one of these is marked, so that the string {@code "1"} and the number 1 differ.
     */
    static String ofString(String text) {
        boolean looksLikeForm =
                FORMS.contains(text) || (!text.isEmpty() && FIRST_OF_FORMS.indexOf(text.charAt(0)) >= 0);
        return looksLikeForm ? STRING + text : of(text);
    }

    /**
     * Formats a payload for display: text as is, a string that looks like another value in quotes, other
     * bytes in base64, a hash with its algorithm.
     */
    public static String shown(String payload) {
        if (payload.equals(NONE)) {
            return "(none)";
        }
        if (isBytes(payload)) {
            return "base64:" + base64(payload);
        }
        if (isMarkedString(payload)) {
            return '"' + text(payload) + '"';
        }
        return isHash(payload) ? "sha256:" + hash(payload) : text(payload);
    }

    static boolean isBytes(String payload) {
        return payload.startsWith(BYTES);
    }

    /** Returns whether a payload is a string that looks like a value of another type. */
    static boolean isMarkedString(String payload) {
        return payload.startsWith(STRING);
    }

    static boolean isHash(String payload) {
        return payload.startsWith(HASH);
    }

    /** Returns the text of a payload that is neither bytes nor a hash. */
    static String text(String payload) {
        if (isMarkedString(payload)) {
            return payload.substring(STRING.length());
        }
        return payload.startsWith(NUL) ? payload.substring(1) : payload;
    }

    static String base64(String payload) {
        return payload.substring(BYTES.length());
    }

    static String hash(String payload) {
        return payload.substring(HASH.length());
    }

    /** @throws IllegalArgumentException if it is not base64 with padding */
    static String ofBase64(String base64) {
        if (base64.length() % BASE64_GROUP != 0) {
            throw new IllegalArgumentException(
                    "its length is not a multiple of " + BASE64_GROUP + "; padding is required");
        }
        return of(Base64.getDecoder().decode(base64));
    }

    /** @throws IllegalArgumentException if it does not have the form of a hash */
    static String ofHash(String hash) {
        if (!HASH_FORM.matcher(hash).matches()) {
            throw new IllegalArgumentException("the form is <bytes>:<SHA-256 in hex>");
        }
        return HASH + hash;
    }

    /** Returns the number of bytes of the encoded value; for a hash, of the value it replaces. */
    static long length(String payload) {
        if (isHash(payload)) {
            return Long.parseLong(payload.substring(HASH.length(), payload.indexOf(':')));
        }
        return bytes(payload).length;
    }

    /** Returns the payload, or its hash if the value has more than {@code bytesMax} bytes. */
    static String hashedAbove(String payload, long bytesMax) {
        // Why 3: a char takes at most 3 bytes in UTF-8, so short values need not be encoded to measure them.
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
