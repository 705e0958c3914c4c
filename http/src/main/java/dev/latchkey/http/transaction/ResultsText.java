package dev.latchkey.http.transaction;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.http.message.JsonText;
import java.io.IOException;
import java.util.List;

/** The results of a transaction as JSON: an object for each operation, in their order. */
final class ResultsText {

    private ResultsText() {}

    static void write(JsonGenerator json, StoreId store, List<Reply.Result> results) throws IOException {
        json.writeStringField("store", store.toString());
        json.writeArrayFieldStart("results");
        for (Reply.Result result : results) {
            json.writeStartObject();
            write(json, result);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** The object for a check has no members. */
    private static void write(JsonGenerator json, Reply.Result result) throws IOException {
        if (result instanceof Reply.Result.Written written) {
            JsonText.version(json, "version", written.version());
        } else if (result instanceof Reply.Result.Read read) {
            Versioned found = read.found();
            if (found == null) {
                json.writeNullField("value");
                JsonText.version(json, "version", Version.NONE);
            } else {
                JsonText.bytes(json, "value", found.value());
                JsonText.version(json, "version", found.version());
                JsonText.revision(json, "revision", found.revision());
            }
        }
    }
}
