package dev.latchkey.http;

import dev.latchkey.engine.Engine;
import dev.latchkey.http.guard.Gatekeeper;
import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.ProblemException;
import dev.latchkey.http.message.Request;
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

    /** Answers the request, which is complete. */
    void begin(Engine engine, ClientAccess access, Exchange.Out out) {
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
        Exchange begun = new Exchange(engine, access, request, out);
        exchange = begun;
        begun.begin(passed.match().route());
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
