package dev.latchkey.http.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** The JSON object in the body of a request: integers by name, each at most once. An empty body is an object without fields. */
public final class JsonBody {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, Integer> fields;

    private JsonBody(Map<String, Integer> fields) {
        this.fields = fields;
    }

    /**
     * Parses the body of a request.
     *
     * @param known the names of the fields that it may have
     * @throws ProblemException if it is anything else
     */
    public static JsonBody parse(byte[] body, Set<String> known) {
        if (body.length == 0) {
            return new JsonBody(Map.of());
        }
        try (JsonParser json = FACTORY.createParser(body)) {
            require(json.nextToken() == JsonToken.START_OBJECT, "a JSON object is expected");
            Map<String, Integer> fields = new LinkedHashMap<>();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                require(known.contains(name), "the JSON object has an unknown field; the known ones are " + known);
                require(json.nextToken() == JsonToken.VALUE_NUMBER_INT, name + " must be an integer");
                fields.put(name, json.getIntValue());
            }
            require(json.nextToken() == null, "the body continues after the JSON object");
            return new JsonBody(fields);
        } catch (IOException e) {
            throw ProblemException.invalid("the body is not valid JSON, or has an integer that is out of range");
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw ProblemException.invalid(otherwise);
        }
    }

    /** Returns the value of a field; empty if the object does not have it. */
    public OptionalInt integer(String name) {
        Integer value = fields.get(name);
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
