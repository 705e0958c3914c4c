package dev.latchkey.http.message;

/**
 * A request target in origin form.
 *
 * @param path the path, still percent-encoded
 */
public record Target(String path, Query query) {

    /**
     * Parses a request target.
     *
     * @throws ProblemException if it has another form, or contains characters that must be encoded
     */
    public static Target parse(String text) {
        if (!text.startsWith("/")) {
            throw ProblemException.invalid("the request target must be a path that begins with /");
        }
        if (text.chars().anyMatch(c -> c <= ' ' || c >= 0x7f || c == '#' || c == '\\' || c == '"')) {
            throw ProblemException.invalid("the request target contains a character that must be percent-encoded");
        }
        int question = text.indexOf('?');
        return question < 0
                ? new Target(text, Query.parse(""))
                : new Target(text.substring(0, question), Query.parse(text.substring(question + 1)));
    }
}
