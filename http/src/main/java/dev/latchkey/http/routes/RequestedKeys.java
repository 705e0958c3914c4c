package dev.latchkey.http.routes;

import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.http.message.ProblemException;
import dev.latchkey.http.message.Query;
import dev.latchkey.http.message.Request;
import dev.latchkey.http.route.Parameter;
import java.util.Optional;

/** The keys and prefixes that requests name. */
final class RequestedKeys {

    static final Parameter KEY64 = Parameter.query(
            "key64", "The key in base64url, instead of the rest of the path; for keys of arbitrary bytes");

    private RequestedKeys() {}

    /**
     * Returns the key of a request, which is the variable of its path or {@code key64}.
     *
     * @throws ProblemException if there is none, or it has an invalid length
     */
    static Key of(Request request) {
        Optional<byte[]> encoded = request.query().bytes("key");
        if (encoded.isPresent() && request.variable().length > 0) {
            throw ProblemException.invalid("the key is given both in the path and as key64: use one of them");
        }
        return checked(encoded.orElse(request.variable()));
    }

    /**
     * Returns a key.
     *
     * @throws ProblemException if it has an invalid length
     */
    static Key checked(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > Key.LENGTH_MAX) {
            throw ProblemException.invalid("a key has 1 to " + Key.LENGTH_MAX + " bytes, not " + bytes.length);
        }
        return Key.owning(bytes);
    }

    /**
     * Returns the parameter {@code prefix}, empty if it is not given.
     *
     * @throws ProblemException if it is too long
     */
    static Prefix prefix(Query query) {
        return prefix(query.bytes("prefix").orElse(new byte[0]));
    }

    /**
     * Returns a prefix.
     *
     * @throws ProblemException if it is too long
     */
    static Prefix prefix(byte[] bytes) {
        if (bytes.length > Key.LENGTH_MAX) {
            throw ProblemException.invalid("a prefix has at most " + Key.LENGTH_MAX + " bytes, not " + bytes.length);
        }
        return Prefix.of(bytes);
    }
}
