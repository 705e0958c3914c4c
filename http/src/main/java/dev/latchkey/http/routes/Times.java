package dev.latchkey.http.routes;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;

/** Times of events in JSON, as in RFC 3339. */
final class Times {

    private Times() {}

    /** Writes a time of the server's wall clock; null if it is unknown. */
    static void write(JsonGenerator json, String name, long wallMillis) throws IOException {
        json.writeStringField(
                name, wallMillis == 0 ? null : Instant.ofEpochMilli(wallMillis).toString());
    }
}
