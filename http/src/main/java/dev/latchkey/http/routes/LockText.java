package dev.latchkey.http.routes;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.latchkey.core.Value;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the value of a lock's key says about its holder, as the clients of Latchkey write it: the id of the acquisition, the time, and the
 * owner text, separated by spaces. The server does not check it.
 *
 * @param since when the lock was acquired, by the clock of the holder; null for a lock without a session
 */
record LockText(@Nullable Instant since, String owner) {

    /** Reads any value. */
    static LockText parse(Value value) {
        String[] parts = value.utf8().split(" ", 3);
        Instant since = parts.length > 1 ? instant(parts[1]) : null;
        return new LockText(since, since != null && parts.length > 2 ? parts[2] : "");
    }

    private static @Nullable Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return null; // why not an error: any client may write any value to the key
        }
    }

    void writeTo(JsonGenerator json) throws IOException {
        json.writeStringField("since", since == null ? null : since.toString());
        json.writeStringField("owner", owner);
    }
}
