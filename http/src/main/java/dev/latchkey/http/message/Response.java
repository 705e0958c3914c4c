package dev.latchkey.http.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A response whose body is complete.
 *
 * @param body the body, which must not be modified
 */
@SuppressWarnings("ArrayRecordComponent") // Why: it is passed on and never compared.
public record Response(int status, List<Header> headers, byte[] body) {

    private static final byte[] NO_BODY = new byte[0];

    /** A header field. */
    public record Header(String name, String value) {}

    public Response {
        headers = List.copyOf(headers);
    }

    /** A response without a body. */
    public static Response of(int status) {
        return new Response(status, List.of(), NO_BODY);
    }

    /** A response with a JSON object. */
    public static Response json(int status, JsonText.Fields fields) {
        return of(status).with("Cache-Control", "no-store").withBody("application/json", JsonText.object(fields));
    }

    /** A response with a line of text. */
    public static Response text(int status, String line) {
        return of(status)
                .with("Cache-Control", "no-store")
                .withBody("text/plain; charset=utf-8", (line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Returns this response with a further header field. */
    public Response with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Response(status, more, body);
    }

    /** Returns this response with a body, which browsers must not interpret as another type. */
    public Response withBody(String mediaType, byte[] bytes) {
        Response typed = with("Content-Type", mediaType).with("X-Content-Type-Options", "nosniff");
        return new Response(status, typed.headers, bytes);
    }

    /** Returns whether a response of this status can have a body. */
    public boolean mayHaveBody() {
        return status >= 200 && status != 204 && status != 304;
    }
}
