package dev.latchkey.http.message;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The query of a request target: parameters by name, each at most once, with values of arbitrary bytes. */
public final class Query {

    private static final int PARAMETERS_MAX = 32;

    private final Map<String, byte[]> parameters;

    private Query(Map<String, byte[]> parameters) {
        this.parameters = parameters;
    }

    /**
     * Parses a query without its question mark.
     *
     * @throws ProblemException if it is invalid
     */
    static Query parse(String text) {
        Map<String, byte[]> parameters = new LinkedHashMap<>();
        if (text.indexOf('+') >= 0) {
            throw ProblemException.invalid(
                    "the query contains +, which some programs mean as a space: encode a plus sign as %2B and a space"
                            + " as %20");
        }
        for (String pair : text.isEmpty() ? new String[0] : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = new String(
                    Percent.decode(equals < 0 ? pair : pair.substring(0, equals)), StandardCharsets.ISO_8859_1);
            byte[] value = Percent.decode(equals < 0 ? "" : pair.substring(equals + 1));
            if (parameters.put(name, value) != null) {
                throw ProblemException.invalid("a query parameter is given twice");
            }
            if (parameters.size() > PARAMETERS_MAX) {
                throw ProblemException.invalid("there are more than " + PARAMETERS_MAX + " query parameters");
            }
        }
        return new Query(parameters);
    }

    /**
     * Checks that there are no other parameters than {@code known}. Why: a misspelled condition must not be ignored.
     *
     * @throws ProblemException if there are
     */
    public void requireOnly(Set<String> known) {
        if (!known.containsAll(parameters.keySet())) {
            throw ProblemException.invalid(
                    known.isEmpty()
                            ? "the resource has no query parameters"
                            : "unknown query parameter: the known ones are " + String.join(", ", new TreeSet<>(known)));
        }
    }

    /** Returns whether the parameter is given. */
    public boolean has(String name) {
        return parameters.containsKey(name);
    }

    /**
     * Returns the bytes of a parameter, or of the one with the suffix {@code 64}, in base64url; empty if neither is given.
     *
     * @throws ProblemException if both are given, or the base64url is invalid
     */
    public Optional<byte[]> bytes(String name) {
        byte[] plain = parameters.get(name);
        byte[] encoded = parameters.get(name + "64");
        if (plain != null && encoded != null) {
            throw ProblemException.invalid("both " + name + " and " + name + "64 are given: use one of them");
        }
        return Optional.ofNullable(encoded == null ? plain : base64(name + "64", encoded));
    }

    private static byte[] base64(String name, byte[] encoded) {
        try {
            return Base64.getUrlDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(name + " is not valid base64url (RFC 4648, section 5)");
        }
    }

    /** Returns a parameter as text; empty if it is not given. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(parameters.get(name)).map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /**
     * Returns a parameter that is an integer without a sign; {@code otherwise} if it is not given.
     *
     * @throws ProblemException if it is not an integer from {@code least} to {@code most}
     */
    public long integer(String name, long otherwise, long least, long most) {
        Optional<String> text = text(name);
        return text.isEmpty() ? otherwise : Digits.parse(name, text.get(), least, most);
    }

    /**
     * Returns a parameter that is {@code true} or {@code false}; false if it is not given.
     *
     * @throws ProblemException if it is anything else
     */
    public boolean flag(String name) {
        return text(name)
                .map(text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw ProblemException.invalid(name + " must be true or false");
                })
                .orElse(false);
    }
}
