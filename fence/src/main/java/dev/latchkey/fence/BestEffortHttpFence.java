package dev.latchkey.fence;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A filter for the HTTP server of the JDK that lets a request pass only with a token that is not stale, in the fields {@value #STORE} and
 * {@value #TOKEN}. Requests that change nothing (GET, HEAD, OPTIONS) pass without one.
 *
 * <p><b>Best effort:</b> the filter remembers the greatest token in memory, and a request that has passed may change its data after one with
 * a greater token. It stops most requests of a former holder, not all of them. Use {@link JdbcFence} where the data is, to stop all.
 */
public final class BestEffortHttpFence extends Filter {

    /** The field with the id of the store. */
    public static final String STORE = "Latchkey-Store";

    /** The field with the fencing token. */
    public static final String TOKEN = "Latchkey-Token";

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final int BAD_REQUEST = 400;
    private static final int PRECONDITION_FAILED = 412;
    private static final int PRECONDITION_REQUIRED = 428;

    private final String lockName;
    private final ReentrantLock lock = new ReentrantLock();
    private SeenToken seen;

    /**
     * @param lockName the lock that protects what is behind the filter
     * @param store the store of the lock; tokens of another one are refused
     */
    public BestEffortHttpFence(String lockName, StoreId store) {
        this.lockName = lockName;
        this.seen = new SeenToken(store.toString(), 0);
    }

    @Override
    public String description() {
        return "refuses requests with a stale fencing token of the lock '" + lockName + "'";
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        if (SAFE.contains(exchange.getRequestMethod())) {
            chain.doFilter(exchange);
            return;
        }
        Headers headers = exchange.getRequestHeaders();
        Optional<FencingToken> token;
        try {
            token = token(headers.getFirst(STORE), headers.getFirst(TOKEN));
        } catch (IllegalArgumentException e) {
            reply(exchange, BAD_REQUEST, STORE + " and " + TOKEN + " are not a store and a token: " + e.getMessage());
            return;
        }
        if (token.isEmpty()) {
            reply(exchange, PRECONDITION_REQUIRED, "the fields " + STORE + " and " + TOKEN + " are required");
            return;
        }
        try {
            accept(token.get());
        } catch (RefusedByFenceException e) {
            reply(exchange, PRECONDITION_FAILED, String.valueOf(e.getMessage()));
            return;
        }
        chain.doFilter(exchange);
    }

    private Optional<FencingToken> token(@Nullable String store, @Nullable String token) {
        return store == null || token == null
                ? Optional.empty()
                : Optional.of(new FencingToken(StoreId.parse(store), lockName, Version.of(Long.parseLong(token))));
    }

    private void accept(FencingToken token) {
        lock.lock();
        try {
            SeenToken.requireAccepted(Optional.of(seen), token);
            seen = new SeenToken(seen.store(), token.token().number());
        } finally {
            lock.unlock();
        }
    }

    private static void reply(HttpExchange exchange, int status, String sentence) throws IOException {
        byte[] body = (sentence + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
