package dev.latchkey.check.report;

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
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One window of Chromium, driven by the DevTools protocol: JSON messages that end with a zero byte. */
final class DevTools {

    private static final JsonFactory JSON = new JsonFactory();

    /** More events are sent only by a page that loads in a loop. */
    private static final int EVENTS_MAX = 10_000;

    private final InputStream in;
    private final OutputStream out;
    private final List<Map<String, String>> events = new ArrayList<>();
    private @Nullable String session;
    private int lastId;

    private DevTools(InputStream in, OutputStream out) {
        this.in = new BufferedInputStream(in);
        this.out = out;
    }

    static DevTools ofNewWindow(InputStream in, OutputStream out) throws IOException {
        DevTools window = new DevTools(in, out);
        String target = field(window.call("Target.createTarget", Map.of("url", "about:blank")), "result.targetId");
        window.session = field(
                window.call("Target.attachToTarget", Map.of("targetId", target, "flatten", true)), "result.sessionId");
        window.call("Page.enable", Map.of());
        window.call("Page.setLifecycleEventsEnabled", Map.of("enabled", true));
        return window;
    }

    /** Opens a page and waits until it is loaded. */
    void open(URI page) throws IOException {
        events.clear();
        String loader = field(call("Page.navigate", Map.of("url", page.toString())), "result.loaderId");
        while (events.stream().noneMatch(event -> isLoaded(event, loader))) {
            keep(receive());
        }
    }

    private static boolean isLoaded(Map<String, String> event, String loader) {
        return "Page.lifecycleEvent".equals(event.get("method"))
                && "load".equals(event.get("params.name"))
                && loader.equals(event.get("params.loaderId"));
    }

    /** Returns the string to which an expression, a promise, evaluates in the page. */
    String evaluate(String promise) throws IOException {
        return field(
                call("Runtime.evaluate", Map.of("expression", promise, "awaitPromise", true)), "result.result.value");
    }

    void closeBrowser() throws IOException {
        session = null;
        call("Browser.close", Map.of());
    }

    private Map<String, String> call(String method, Map<String, Object> parameters) throws IOException {
        String id = String.valueOf(++lastId);
        send(method, parameters);
        Map<String, String> message = receive();
        while (!id.equals(message.get("id"))) {
            keep(message);
            message = receive();
        }
        return message;
    }

    private void keep(Map<String, String> event) throws IOException {
        if (events.size() >= EVENTS_MAX) {
            throw new IOException("more than " + EVENTS_MAX + " events");
        }
        events.add(event);
    }

    private void send(String method, Map<String, Object> parameters) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("id", lastId);
            json.writeStringField("method", method);
            if (session != null) {
                json.writeStringField("sessionId", session);
            }
            json.writeObjectFieldStart("params");
            for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
                json.writeFieldName(parameter.getKey());
                if (parameter.getValue() instanceof Boolean flag) {
                    json.writeBoolean(flag);
                } else {
                    json.writeString(String.valueOf(parameter.getValue()));
                }
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        out.write(text.append('\0').toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** The scalars of the next message, by their paths. */
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
            Map<String, String> scalars = new TreeMap<>();
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token.isScalarValue()) {
                    scalars.put(
                            json.getParsingContext()
                                    .pathAsPointer()
                                    .toString()
                                    .substring(1)
                                    .replace('/', '.'),
                            json.getText());
                }
            }
            return scalars;
        }
    }

    private static String field(Map<String, String> message, String path) throws IOException {
        String value = message.get(path);
        if (value == null) {
            throw new IOException("no " + path + " in " + message);
        }
        return value;
    }
}
