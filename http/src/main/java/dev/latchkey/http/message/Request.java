package dev.latchkey.http.message;

import dev.latchkey.core.StoreId;
import dev.latchkey.wire.Requester;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that was received completely.
 *
 * @param variable the bytes of the variable part of the path; empty if the route has none
 * @param body the body, which must not be modified except by the one to whom it is passed on
 * @param requester the user who sent it
 * @param store the store that is served, whose versions and revisions the request names; null if there is none yet
 */
@SuppressWarnings("ArrayRecordComponent") // Why: it is passed on and never compared.
public record Request(
        Query query,
        HttpHeaders headers,
        byte[] variable,
        byte[] body,
        Requester requester,
        @Nullable StoreId store) {

    /**
     * Returns the store.
     *
     * @throws ProblemException if there is none yet
     */
    public StoreId requireStore() {
        if (store == null) {
            throw new ProblemException(
                    Problem.passing(ProblemType.STARTING, "the server has no store yet: repeat the request"));
        }
        return store;
    }

    /**
     * Returns the value of a header field that has at most one; empty if it is absent.
     *
     * @throws ProblemException if it is given several times
     */
    public Optional<String> header(String name) {
        List<String> values = headers.getAll(name);
        if (values.size() > 1) {
            throw ProblemException.invalid(name + " is given several times");
        }
        return values.stream().findFirst();
    }
}
