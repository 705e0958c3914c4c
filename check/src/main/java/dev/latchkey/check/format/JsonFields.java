package dev.latchkey.check.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The fields of one line. An instance is reused for the next line, so that reading a line allocates only its strings. */
final class JsonFields {

    /** A line is not a JSON object, or a field is missing or has a wrong type or value. */
    static final class NotAnObjectException extends Exception {
        private static final long serialVersionUID = 1;

        private final String reason;

        NotAnObjectException(String reason) {
            super(reason);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(HistoryFormat.LINE_BYTES_MAX)
                    .maxNestingDepth(64)
                    .build())
            .build();

    private final Field[] fields = Field.values();
    private final @Nullable String[] texts = new String[fields.length];
    private final long[] numbers = new long[fields.length];
    private final Map<String, String> meta = new TreeMap<>();
    private final List<String> elements = new ArrayList<>();
    private final List<JsonFields> opsObjects = new ArrayList<>();
    private final List<JsonFields> resultObjects = new ArrayList<>();
    private final StringPool pool;
    private final PlainLine plain;
    private final boolean isElement;
    private int present;

    JsonFields() {
        this(new StringPool(), false);
    }

    /** @param isElement whether the object is an element of an array of a line */
    private JsonFields(StringPool pool, boolean isElement) {
        this.pool = pool;
        this.isElement = isElement;
        plain = new PlainLine(texts, numbers, pool);
    }

    /** Reads one object. Fails if anything follows it. */
    void read(byte[] bytes, int offset, int length) throws NotAnObjectException {
        meta.clear();
        present = plain.read(bytes, offset, length);
        if (present == PlainLine.NOT_PLAIN) {
            parse(bytes, offset, length);
        }
    }

    private void parse(byte[] bytes, int offset, int length) throws NotAnObjectException {
        present = 0;
        try (JsonParser json = FACTORY.createParser(bytes, offset, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new NotAnObjectException("not a JSON object");
            }
            objectOf(json);
            if (json.nextToken() != null) {
                throw new NotAnObjectException("unexpected data after the object");
            }
        } catch (JsonProcessingException e) {
            throw new NotAnObjectException("not a complete JSON object" + place(e));
        } catch (IOException e) {
            // Why without its message: it is the parser's, in terms of its classes, and the bytes are in memory.
            throw new NotAnObjectException("not a complete JSON object");
        }
    }

    private void objectOf(JsonParser json) throws IOException, NotAnObjectException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            Field field = Field.named(name);
            if (field == null) {
                json.skipChildren();
            } else {
                read(field, json);
            }
        }
    }

    /** Where the parser stopped. Its own message names its classes and settings, and may quote the line. */
    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : ": error at column " + e.getLocation().getColumnNr();
    }

    private void read(Field field, JsonParser json) throws IOException, NotAnObjectException {
        if (has(field)) {
            throw new NotAnObjectException("field \"" + field.written() + "\" occurs twice");
        }
        texts[field.slot()] = null;
        switch (field.type()) {
            case NUMBER -> {
                require(field, json.currentToken() == JsonToken.VALUE_NUMBER_INT);
                numbers[field.slot()] = whole(field, json);
            }
            case META -> meta(field, json);
            case TEXTS -> elements(field, json);
            case OBJECTS -> objects(field, json);
            default -> {
                boolean isNull = field.type() == Field.Type.TEXT_OR_NULL && json.currentToken() == JsonToken.VALUE_NULL;
                require(field, isNull || json.currentToken() == JsonToken.VALUE_STRING);
                if (!isNull) {
                    texts[field.slot()] = text(field, json);
                }
            }
        }
        present |= 1 << field.slot();
    }

    private static long whole(Field field, JsonParser json) throws IOException, NotAnObjectException {
        if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw new NotAnObjectException("field \"" + field.written() + "\" is not a 64-bit number");
        }
        return json.getLongValue();
    }

    private String text(Field field, JsonParser json) throws IOException, NotAnObjectException {
        String text = pool.pooled(json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
        if (field.type() == Field.Type.WORD && text.length() > HistoryFormat.WORD_LENGTH_MAX) {
            throw new NotAnObjectException(
                    "field \"" + field.written() + "\" has more than " + HistoryFormat.WORD_LENGTH_MAX + " characters");
        }
        return text;
    }

    private void meta(Field field, JsonParser json) throws IOException, NotAnObjectException {
        require(field, json.currentToken() == JsonToken.START_OBJECT);
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            require(field, json.nextToken() == JsonToken.VALUE_STRING);
            meta.put(name, json.getText());
        }
    }

    private void elements(Field field, JsonParser json) throws IOException, NotAnObjectException {
        require(field, json.currentToken() == JsonToken.START_ARRAY);
        elements.clear();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            require(field, token == JsonToken.VALUE_STRING);
            elements.add(Payload.of(json.getText()));
        }
    }

    /** Returns the elements of a set; null if the field is missing. */
    @Nullable
    List<String> elements(Field field) {
        return has(field) ? List.copyOf(elements) : null;
    }

    private void objects(Field field, JsonParser json) throws IOException, NotAnObjectException {
        require(field, json.currentToken() == JsonToken.START_ARRAY);
        if (isElement) {
            throw new NotAnObjectException("field \"" + field.written() + "\" occurs within another");
        }
        List<JsonFields> objects = objects(field);
        objects.clear();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            require(field, token == JsonToken.START_OBJECT);
            JsonFields object = new JsonFields(pool, true);
            object.objectOf(json);
            objects.add(object);
        }
    }

    /** Returns the objects of an array; of the line that was read last, if the field is present. */
    List<JsonFields> objects(Field field) {
        return field == Field.OPS ? opsObjects : resultObjects;
    }

    /** Fails if the object has any other field than these. */
    void requireOnly(Set<Field> allowed) throws NotAnObjectException {
        for (Field field : fields) {
            if (has(field) && !allowed.contains(field)) {
                throw new NotAnObjectException(
                        "an operation or result within a line cannot have \"" + field.written() + "\"");
            }
        }
    }

    private static void require(Field field, boolean holds) throws NotAnObjectException {
        if (!holds) {
            throw new NotAnObjectException(
                    "field \"" + field.written() + "\" must be " + field.type().wanted());
        }
    }

    boolean has(Field field) {
        return (present & (1 << field.slot())) != 0;
    }

    /** Returns a text; null if the field is missing or null. */
    @Nullable
    String text(Field field) {
        return has(field) ? texts[field.slot()] : null;
    }

    String textOf(Field field) throws NotAnObjectException {
        String text = text(field);
        if (text == null) {
            throw new NotAnObjectException("field \"" + field.written() + "\" is missing");
        }
        return text;
    }

    long number(Field field, long ifMissing) {
        return has(field) ? numbers[field.slot()] : ifMissing;
    }

    /** Returns a required number. */
    long numberOf(Field field, long min, long max) throws NotAnObjectException {
        if (!has(field)) {
            throw new NotAnObjectException("field \"" + field.written() + "\" is missing");
        }
        return inBounds(field, min, max);
    }

    /** Returns an optional number. */
    long numberOr(Field field, long min, long ifMissing) throws NotAnObjectException {
        return has(field) ? inBounds(field, min, Long.MAX_VALUE) : ifMissing;
    }

    private long inBounds(Field field, long min, long max) throws NotAnObjectException {
        long number = numbers[field.slot()];
        if (number < min || number > max) {
            throw new NotAnObjectException(
                    "field \"" + field.written() + "\" is " + number + "; it must be from " + min + " to " + max);
        }
        return number;
    }

    Map<String, String> meta() {
        return meta;
    }

    /** Returns a key or value, in whichever encoding it is written; null if it is missing or null. */
    @Nullable
    String payload(Field plain, Field base64, @Nullable Field hash, long hashedAbove) throws NotAnObjectException {
        int ways = (has(plain) ? 1 : 0) + (has(base64) ? 1 : 0) + (hash != null && has(hash) ? 1 : 0);
        if (ways > 1) {
            throw new NotAnObjectException("\"" + plain.written() + "\" is given in two encodings");
        }
        if (hash != null && has(hash)) {
            return hash(hash, hashedAbove);
        }
        String payload = has(base64) ? base64(base64) : text(plain);
        if (payload == null) {
            return null;
        }
        String held = has(base64) ? payload : Payload.of(payload);
        if (hash != null && held.length() * 3L > hashedAbove && Payload.length(held) > hashedAbove) {
            throw new NotAnObjectException("\"" + plain.written() + "\" has more than " + hashedAbove
                    + " bytes, and should be replaced by its hash according to the header");
        }
        return held;
    }

    private String hash(Field hash, long hashedAbove) throws NotAnObjectException {
        try {
            String payload = Payload.ofHash(textOf(hash));
            if (Payload.length(payload) <= hashedAbove) {
                throw new NotAnObjectException("\"" + hash.written()
                        + "\" is the hash of a value that is too short to be hashed according to the header");
            }
            return payload;
        } catch (IllegalArgumentException e) {
            throw new NotAnObjectException("\"" + hash.written() + "\" is not a valid hash: " + e.getMessage());
        }
    }

    private String base64(Field base64) throws NotAnObjectException {
        try {
            return Payload.ofBase64(textOf(base64));
        } catch (IllegalArgumentException e) {
            throw new NotAnObjectException("\"" + base64.written() + "\" is not valid base64: " + e.getMessage());
        }
    }
}
