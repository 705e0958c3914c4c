package dev.latchkey.app.browser;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection to Chromium by the DevTools protocol over a pipe: JSON messages that end with a zero byte. For one thread. */
final class DevTools {

    private static final JsonFactory JSON = new JsonFactory();

    /** More events are sent only by a page that loads in a loop. */
    private static final int EVENTS_MAX = 100_000;

    private final InputStream in;
    private final OutputStream out;
    private final List<Map<String, String>> events = new ArrayList<>();
    private final Set<String> awaited = new HashSet<>();
    private final Map<String, Map<String, String>> replies = new HashMap<>();
    private @Nullable String session;
    private Consumer<Map<String, String>> pausedRequests = request -> {};
    private int lastId;

    DevTools(InputStream in, OutputStream out) {
        this.in = new BufferedInputStream(in);
        this.out = out;
    }

    /** Sends further commands to that session. */
    void use(@Nullable String sessionId) {
        session = sessionId;
    }

    /** Calls {@code decision} with each request that Chromium pauses; it must send what is to become of it. */
    void decide(Consumer<Map<String, String>> decision) {
        pausedRequests = decision;
    }

    /** The events so far whose method is {@code method}: their scalars by their paths. */
    List<Map<String, String>> events(String method) {
        return events.stream()
                .filter(event -> method.equals(event.get("method")))
                .toList();
    }

    void forgetEvents() {
        events.clear();
    }

    /** Runs a command, and returns the scalars of its result by their paths. */
    Map<String, String> call(String method, Map<String, ?> parameters) throws IOException {
        String id = String.valueOf(send(method, parameters));
        awaited.add(id);
        while (!replies.containsKey(id)) {
            take(receive());
        }
        Map<String, String> message = Objects.requireNonNull(replies.remove(id));
        if (message.containsKey("error.message")) {
            throw new IOException(method + ": " + message.get("error.message"));
        }
        return message;
    }

    /** Why replies are kept: while a paused request is decided by a command, the reply to an earlier command can arrive. */
    private void take(Map<String, String> event) throws IOException {
        String id = event.get("id");
        if (id != null) {
            if (awaited.remove(id)) {
                replies.put(id, event);
            }
            return;
        }
        if (events.size() >= EVENTS_MAX) {
            throw new IOException("more than " + EVENTS_MAX + " events");
        }
        events.add(event);
        if ("Fetch.requestPaused".equals(event.get("method"))) {
            pausedRequests.accept(event);
        }
    }

    /** Sends a command without waiting for its result, and returns its number. */
    int send(String method, Map<String, ?> parameters) throws IOException {
        StringWriter text = new StringWriter();
        int id = ++lastId;
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("id", id);
            json.writeStringField("method", method);
            if (session != null) {
                json.writeStringField("sessionId", session);
            }
            json.writeFieldName("params");
            write(json, parameters);
            json.writeEndObject();
        }
        out.write(text.append('\0').toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
        return id;
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> object) {
            json.writeStartObject();
            for (Map.Entry<?, ?> field : object.entrySet()) {
                json.writeFieldName(String.valueOf(field.getKey()));
                write(json, field.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object item : list) {
                write(json, item);
            }
            json.writeEndArray();
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else {
            json.writeString(String.valueOf(value));
        }
    }

    private Map<String, String> receive() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        int next = in.read();
        while (next > 0) {
            message.write(next);
            next = in.read();
        }
        if (next < 0) {
            throw new EOFException("Chromium has exited");
        }
        try (JsonParser json = JSON.createParser(message.toByteArray())) {
            Map<String, String> scalars = new LinkedHashMap<>();
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token.isScalarValue()) {
                    String path = json.getParsingContext().pathAsPointer().toString();
                    scalars.put(path.substring(1).replace('/', '.'), json.getText());
                }
            }
            return scalars;
        }
    }
}
