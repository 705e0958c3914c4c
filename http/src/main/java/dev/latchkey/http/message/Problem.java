package dev.latchkey.http.message;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A problem document (RFC 9457): why a request was not answered as it asked.
 *
 * @param detail a sentence about this request
 * @param outcome whether the request took effect
 * @param members further members of the document, strings and integers, in this order
 * @param headers further header fields of the response
 */
public record Problem(
        ProblemType type,
        String detail,
        ProblemOutcome outcome,
        Map<String, Object> members,
        Map<String, String> headers) {

    static final String MEDIA_TYPE = "application/problem+json";

    /** How long a client should wait before it repeats a request that a limit refused, in seconds. */
    private static final String RETRY_AFTER_SECONDS = "1";

    /** A problem because of which the request did not take effect. */
    public static Problem notDone(ProblemType type, String detail) {
        return new Problem(type, detail, ProblemOutcome.NOT_DONE, Map.of(), Map.of());
    }

    /** The request is invalid: {@code detail}. */
    public static Problem invalid(String detail) {
        return notDone(ProblemType.BAD_REQUEST, detail);
    }

    /** A problem that leaves open whether the request took effect. */
    public static Problem unknown(String detail) {
        return new Problem(ProblemType.OUTCOME_UNKNOWN, detail, ProblemOutcome.UNKNOWN, Map.of(), Map.of());
    }

    /** A problem that is over soon, so that the client should repeat the request. */
    public static Problem passing(ProblemType type, String detail) {
        return notDone(type, detail).withHeader("Retry-After", RETRY_AFTER_SECONDS);
    }

    /** Returns this problem with a further member. */
    public Problem with(String name, String value) {
        return new Problem(type, detail, outcome, added(members, name, value), headers);
    }

    /** Returns this problem as that of an operation of a transaction, which counts from 1. */
    public Problem ofOperation(int operation) {
        return new Problem(
                type,
                "operation " + operation + ": " + detail,
                outcome,
                added(members, "operation", operation),
                headers);
    }

    /** Returns this problem with a further header field. */
    public Problem withHeader(String name, String value) {
        return new Problem(type, detail, outcome, members, added(headers, name, value));
    }

    private static <T> Map<String, T> added(Map<String, T> to, String name, T value) {
        Map<String, T> more = new LinkedHashMap<>(to);
        more.put(name, value);
        return more;
    }

    /** Returns the response that carries this document. */
    public Response response() {
        byte[] document = JsonText.object(json -> {
            json.writeStringField("type", type.uri());
            json.writeStringField("title", type.title());
            json.writeNumberField("status", type.status());
            json.writeStringField("detail", detail);
            json.writeStringField("outcome", outcome.toString());
            for (Map.Entry<String, Object> member : members.entrySet()) {
                json.writeObjectField(member.getKey(), member.getValue());
            }
        });
        Response response = Response.of(type.status()).with("Cache-Control", "no-store");
        for (Map.Entry<String, String> header : headers.entrySet()) {
            response = response.with(header.getKey(), header.getValue());
        }
        return response.withBody(MEDIA_TYPE, document);
    }
}
