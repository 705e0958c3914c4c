package dev.latchkey.http;

import dev.latchkey.engine.Engine;
import dev.latchkey.http.figures.LoopCounts;
import dev.latchkey.http.guard.Gatekeeper;
import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.ProblemException;
import dev.latchkey.http.message.Request;
import dev.latchkey.http.route.Route;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** The request that a connection reads or answers. */
final class CurrentRequest {

    final HttpRequest head;

    /** The response if the head was refused; null if it was not. */
    @Nullable
    Problem refusal;

    /** Whether the response has been written, at least in part. */
    boolean isAnswered;

    /** Whether the connection is closed after the response. */
    boolean closes;

    private Gatekeeper.@Nullable Admitted admitted;
    private @Nullable BodyBuffer body;
    private @Nullable Exchange exchange;

    /** When its route was called. */
    private long begun;

    CurrentRequest(HttpRequest head) {
        this.head = head;
    }

    /** A request whose head has not arrived. */
    static CurrentRequest unread() {
        return new CurrentRequest(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
    }

    /** The head has passed all checks. */
    void admit(Gatekeeper.Admitted passed) {
        admitted = passed;
        body = new BodyBuffer(passed.match().route().body());
    }

    boolean isHead() {
        return head.method().equals(HttpMethod.HEAD);
    }

    /**
     * Appends a part of the body.
     *
     * @throws ProblemException if the body becomes larger than it may be
     */
    void append(ByteBuf more) {
        if (body != null) {
            body.append(more);
        } else if (more.isReadable()) {
            throw ProblemException.invalid("the request has a body, but declares none");
        }
    }

    /** Answers the request, which is complete, by calling its route. */
    void begin(Engine engine, ClientAccess access, Exchange.Out out, long now) {
        Gatekeeper.Admitted passed = admitted;
        BodyBuffer received = body;
        if (passed == null || received == null) {
            throw new IllegalStateException("the head of the request was not admitted");
        }
        Request request = new Request(
                passed.target().query(),
                head.headers(),
                passed.match().variable(),
                received.complete(),
                access.requester(),
                engine.storeId().orElse(null));
        body = null;
        begun = now;
        exchange = new Exchange(engine, access, request, out);
        exchange.begin(passed.match().route());
    }

    /** Counts the response, which begins now. */
    void count(int status, long now, LoopCounts counts) {
        Route route = admitted == null ? null : admitted.match().route();
        if (route == null || exchange == null) {
            counts.countRefused(route, status);
        } else {
            counts.countExecuted(route, status, now - begun);
        }
    }

    /** The connection is closed. */
    void abandon() {
        if (exchange != null) {
            exchange.abandon();
        }
    }

    /** The memory that the body uses while it arrives. */
    long heldInputBytes() {
        return body == null ? 0 : body.heldBytes();
    }

    /** The memory that a queued read uses. */
    long heldBytes() {
        return exchange == null ? 0 : exchange.heldBytes();
    }
}
