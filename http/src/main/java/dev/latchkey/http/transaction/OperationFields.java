package dev.latchkey.http.transaction;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.latchkey.core.Version;
import dev.latchkey.http.message.Digits;
import dev.latchkey.http.message.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The members of an operation in the body of a request: strings by name, each at most once. */
final class OperationFields {

    private static final String VERSION = "version";

    private final Map<String, String> fields;

    private OperationFields(Map<String, String> fields) {
        this.fields = fields;
    }

    /**
     * Reads an object whose members are strings.
     *
     * @throws ProblemException if it is anything else
     * @throws IOException if it is not valid JSON
     */
    static OperationFields read(JsonParser json) throws IOException {
        require(json.currentToken() == JsonToken.START_OBJECT, "a JSON object is expected");
        Map<String, String> fields = new HashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            require(json.nextToken() == JsonToken.VALUE_STRING, "every member of an operation must be a string");
            fields.put(name, json.getText());
        }
        return new OperationFields(fields);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw ProblemException.invalid(otherwise);
        }
    }

    /**
     * Checks that there are no other members than {@code known}. Why: a misspelled condition must not be ignored.
     *
     * @throws ProblemException if there are
     */
    void requireOnly(Set<String> known) {
        require(
                known.containsAll(fields.keySet()),
                "unknown member: the known ones are " + String.join(", ", new TreeSet<>(known)));
    }

    /** Returns a member; empty if it is absent. */
    Optional<String> text(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /**
     * Returns the bytes of a member, or of the one with the suffix {@code 64}, in base64url.
     *
     * @throws ProblemException if neither or both are given, or they stand for no bytes
     */
    byte[] bytes(String name) {
        String plain = fields.get(name);
        String encoded = fields.get(name + "64");
        require(plain == null || encoded == null, "both " + name + " and " + name + "64 are given: use one of them");
        if (plain != null) {
            return utf8(name, plain);
        }
        if (encoded == null) {
            throw ProblemException.invalid(name + " is missing, or " + name + "64 in its place");
        }
        return base64(name + "64", encoded);
    }

    /** Why strict: an escape can denote half a character, which has no bytes. */
    private static byte[] utf8(String name, String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw ProblemException.invalid(
                    name + " has half of a surrogate pair: use " + name + "64 for arbitrary bytes");
        }
    }

    private static byte[] base64(String name, String encoded) {
        try {
            return Base64.getUrlDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(name + " is not valid base64url (RFC 4648, section 5)");
        }
    }

    /**
     * Returns the member {@code version}.
     *
     * @throws ProblemException if it is missing, or not an integer of at least {@code least}
     */
    Version version(long least) {
        String digits = fields.get(VERSION);
        if (digits == null) {
            throw ProblemException.invalid(VERSION + " is missing");
        }
        return Version.of(Digits.parse(VERSION, digits, least, Long.MAX_VALUE));
    }
}
