package dev.latchkey.http.routes;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.StoreId;
import dev.latchkey.http.message.JsonText;
import dev.latchkey.http.message.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The text of server-sent events. One event carries one step, so a client never processes a part of it: a command, or the end of a session,
 * can write several keys.
 */
public final class EventStreamText {

    /** The media type. */
    public static final String MEDIA_TYPE = "text/event-stream";

    /** A comment, by which client and server notice a broken connection. */
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private EventStreamText() {}

    /** Returns a response without its body. */
    static Response response() {
        return Response.of(200).with("Cache-Control", "no-store");
    }

    /** Returns the header fields of a stream. */
    public static Response head() {
        return response().with("Content-Type", MEDIA_TYPE).with("X-Content-Type-Options", "nosniff");
    }

    /** Returns a comment, which clients ignore. */
    public static byte[] comment() {
        return COMMENT.clone();
    }

    /** Returns the event that announces after which revision the stream begins. */
    public static byte[] start(StoreId store, long revision) {
        return event("start", new EventId(store, revision).toString(), json -> {
            json.writeStringField("store", store.toString());
            JsonText.revision(json, "revision", revision);
        });
    }

    /** Returns the event that ends a stream because events are missing: those up to {@code oldest} have been evicted. */
    public static byte[] gap(long oldest) {
        return event("gap", EventId.ofGap(oldest), json -> JsonText.revision(json, "oldest", oldest));
    }

    /** Returns the event that ends a stream because the user may not read all that it shows any more. */
    public static byte[] end(String error) {
        return ("event: end\ndata: "
                        + new String(
                                JsonText.object(json -> json.writeStringField("error", error)), StandardCharsets.UTF_8)
                        + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the events of whole steps. */
    public static byte[] steps(StoreId store, List<KeyEvent> events) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int first = 0;
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).last()) {
                text.writeBytes(step(store, events.subList(first, i + 1)));
                first = i + 1;
            }
        }
        return text.toByteArray();
    }

    private static byte[] step(StoreId store, List<KeyEvent> events) {
        KeyEvent last = events.get(events.size() - 1);
        return event("step", new EventId(store, last.revision()).toString(), json -> {
            JsonText.revision(json, "previous", events.get(0).previous());
            JsonText.revision(json, "revision", last.revision());
            json.writeArrayFieldStart("events");
            for (KeyEvent event : events) {
                writeEvent(json, event);
            }
            json.writeEndArray();
        });
    }

    private static void writeEvent(JsonGenerator json, KeyEvent event) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", event.kind().name().toLowerCase(Locale.ROOT));
        JsonText.bytes(json, "key", event.key());
        JsonText.version(json, "version", event.version());
        if (event.value() != null) {
            JsonText.bytes(json, "value", event.value());
        }
        JsonText.revision(json, "revision", event.revision());
        json.writeStringField("by", event.origin().by());
        Times.write(json, "time", event.origin().wallMillis());
        json.writeEndObject();
    }

    /** Why the data is one line: JSON without line breaks contains none, whatever the keys and values are. */
    private static byte[] event(String type, String id, JsonText.Fields data) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(("event: " + type + "\nid: " + id + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
        text.writeBytes(JsonText.object(data));
        text.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
        return text.toByteArray();
    }
}
