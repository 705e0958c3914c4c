package dev.latchkey.http.route;

/**
 * A parameter of a route, for its description.
 *
 * @param in {@code query} or {@code header}
 */
public record Parameter(String in, String name, String description) {

    /** A query parameter. */
    public static Parameter query(String name, String description) {
        return new Parameter("query", name, description);
    }

    /** A header field. */
    public static Parameter header(String name, String description) {
        return new Parameter("header", name, description);
    }
}
