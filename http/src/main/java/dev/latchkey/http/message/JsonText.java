package dev.latchkey.http.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.latchkey.core.ByteString;
import dev.latchkey.core.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * JSON in responses. Versions and revisions are strings, because many programs read JSON numbers as floating-point numbers, which are exact
 * only up to 2^53. Bytes that are valid UTF-8 are a string; others are base64url without padding, in a field with the suffix {@code 64}.
 */
public final class JsonText {

    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonText() {}

    /** Writes the fields of one object. */
    @FunctionalInterface
    public interface Fields {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** Returns an object, encoded as UTF-8 without line breaks. */
    public static byte[] object(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            fields.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Writes a version. */
    public static void version(JsonGenerator json, String name, Version version) throws IOException {
        json.writeStringField(name, version.toString());
    }

    /** Writes a revision. */
    public static void revision(JsonGenerator json, String name, long revision) throws IOException {
        json.writeStringField(name, Long.toString(revision));
    }

    /** Writes bytes, as a string if they are valid UTF-8. */
    public static void bytes(JsonGenerator json, String name, ByteString bytes) throws IOException {
        try {
            json.writeStringField(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes.bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            json.writeStringField(
                    name + "64", Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.bytes));
        }
    }
}
