package dev.latchkey.app.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.core.ByteString;
import dev.latchkey.core.Version;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;

/**
 * The output of {@code --json}: one object per line. Bytes that are valid UTF-8 are written as a string field; others are written
 * in base64, to a field with the suffix {@code _base64}.
 */
public final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();

    private static final int ASCII_MAX = 126;

    private Json() {}

    /** Writes the fields of one object. */
    @FunctionalInterface
    public interface Fields {
        void writeTo(JsonGenerator json) throws IOException;
    }

    public static String object(Fields fields) {
        return object(fields, false);
    }

    /** As {@link #object}, with everything beyond ASCII escaped, so that the encoding of the output does not matter. */
    public static String asciiObject(Fields fields) {
        return object(fields, true);
    }

    private static String object(Fields fields, boolean ascii) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.setHighestNonEscapedChar(ascii ? ASCII_MAX : 0);
            json.writeStartObject();
            fields.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    public static String of(PutOutcome outcome) {
        return object(json -> {
            json.writeStringField("outcome", outcome.getClass().getSimpleName());
            if (outcome instanceof PutOutcome.Ok ok) {
                version(json, "version", ok.version());
            } else if (outcome instanceof PutOutcome.ErrVersion errVersion) {
                version(json, "current", errVersion.current());
            } else if (outcome instanceof PutOutcome.ErrMaybe errMaybe) {
                json.writeStringField("cause", errMaybe.cause().toString());
            }
        });
    }

    public static void version(JsonGenerator json, String name, Version version) throws IOException {
        json.writeNumberField(name, version.number());
    }

    /** An object of counts, in the order of the map. */
    public static void counts(JsonGenerator json, String name, SortedMap<String, Long> counts) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            json.writeNumberField(count.getKey(), count.getValue());
        }
        json.writeEndObject();
    }

    public static void bytes(JsonGenerator json, String name, ByteString bytes) throws IOException {
        if (isUtf8(bytes)) {
            json.writeStringField(name, bytes.utf8());
        } else {
            json.writeStringField(name + "_base64", Base64.getEncoder().encodeToString(bytes.toBytes()));
        }
    }

    public static boolean isUtf8(ByteString bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toBytes()));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
