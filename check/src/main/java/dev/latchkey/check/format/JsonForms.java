package dev.latchkey.check.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON objects that follow one another, or are the elements of one array, as EDN forms. Keys are strings. An object has at
 * most {@link HistoryFormat#LINE_BYTES_MAX} bytes and {@link EdnReader#DEPTH_MAX} levels.
 */
final class JsonForms {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(com.fasterxml.jackson.core.StreamReadFeature.AUTO_CLOSE_SOURCE)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(HistoryFormat.LINE_BYTES_MAX)
                    .maxNestingDepth(EdnReader.DEPTH_MAX)
                    .build())
            .build();

    private final JsonParser json;
    private boolean isFirst = true;
    private boolean inArray;
    private boolean formTorn;
    private boolean arrayTorn;
    private long formOffset;

    JsonForms(InputStream in) throws IOException {
        json = FACTORY.createParser(in);
    }

    /** The number of the current line. */
    int line() {
        return Math.max(1, json.currentLocation().getLineNr());
    }

    /** Returns whether the last line of the input ends in the middle of an object. */
    boolean isFormTorn() {
        return formTorn;
    }

    /** Returns whether the input ended before the array did. */
    boolean isArrayTorn() {
        return arrayTorn;
    }

    /** Returns the next object; null at the end. An object that is torn by the end of the input is not returned. */
    Edn.@Nullable Pairs next() throws IOException {
        int firstLine = 0;
        try {
            JsonToken token = firstToken();
            if (token == null) {
                return null;
            }
            firstLine = json.currentTokenLocation().getLineNr();
            formOffset = json.currentTokenLocation().getByteOffset();
            Edn form = form(token);
            if (form instanceof Edn.Pairs pairs) {
                return pairs;
            }
            throw new BadHistoryException(firstLine, "an event must be an object, not " + JepsenEdn.shortened(form));
        } catch (JsonProcessingException e) {
            if (firstLine == 0 || !isAtEnd(e)) {
                throw new BadHistoryException(line(), "not valid JSON");
            }
            if (line() != firstLine) {
                throw new BadHistoryException(firstLine, "the object that starts in this line is not closed");
            }
            formTorn = true;
            return null;
        }
    }

    private boolean isAtEnd(JsonProcessingException e) throws IOException {
        return e instanceof JsonEOFException || json.releaseBuffered(OutputStream.nullOutputStream()) <= 0;
    }

    private @Nullable JsonToken firstToken() throws IOException {
        JsonToken token = json.nextToken();
        if (isFirst && token == JsonToken.START_ARRAY) {
            inArray = true;
            token = json.nextToken();
        }
        isFirst = false;
        if (inArray && token == JsonToken.END_ARRAY) {
            if (json.nextToken() != null) {
                throw new BadHistoryException(line(), "unexpected data after the array of events");
            }
            return null;
        }
        arrayTorn = inArray && token == null;
        return token;
    }

    private Edn form(JsonToken token) throws IOException {
        if (json.currentLocation().getByteOffset() - formOffset > HistoryFormat.LINE_BYTES_MAX) {
            throw new BadHistoryException(line(), "an object has more than " + HistoryFormat.LINE_BYTES_MAX + " bytes");
        }
        return switch (token) {
            case START_OBJECT -> pairs();
            case START_ARRAY -> items();
            case VALUE_STRING -> new Edn.Text(Payload.of(json.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> EdnNumber.ofJson(json.getText());
            case VALUE_NULL -> Edn.NIL;
            default -> new Edn.Symbol(json.getText());
        };
    }

    private Edn pairs() throws IOException {
        Map<Edn, Edn> pairs = new HashMap<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            Edn value = form(json.nextToken());
            if (pairs.put(new Edn.Text(Payload.of(name)), value) != null) {
                throw new BadHistoryException(line(), "an object has the field " + EdnText.quoted(name) + " twice");
            }
        }
        return new Edn.Pairs(pairs);
    }

    private Edn items() throws IOException {
        List<Edn> items = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            items.add(form(token));
        }
        return new Edn.Items(List.copyOf(items));
    }
}
