package dev.latchkey.server.talk;

import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.access.PreAuthBudget;
import dev.latchkey.wire.Limits;
import dev.latchkey.wire.Parsed;
import dev.latchkey.wire.RequestParser;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The input side of a connection: parses requests within the limits that apply to the client, and detects clients that take too long
 * to authenticate or to send a request. Used on the connection's thread only.
 */
final class Requests {

    private final Limits limits;
    private final ClientState client;
    private final PreAuthBudget preAuth;
    private final RequestParser parser;

    /** Since when a request has been arriving, and how much of it has arrived; meaningful if {@link #arriving}. */
    private long arrivingSince;

    private long arrivedBytes;

    /** Whether a request has arrived in part, and only the client can hold up the rest. */
    private boolean arriving;

    Requests(Limits limits, ClientState client, PreAuthBudget preAuth) {
        this.limits = limits;
        this.client = client;
        this.preAuth = preAuth;
        this.parser = new RequestParser(frameLimits());
    }

    private Limits.Frames frameLimits() {
        return client.isLoggedIn() ? limits.frames() : limits.framesBeforeLogin();
    }

    /** Applies the limits for the client as it is now; one that is no longer authenticated gets its full budget again. */
    void applyLimits(boolean wasLoggedIn, long now) {
        if (wasLoggedIn && !client.isLoggedIn()) {
            preAuth.restart(now);
        }
        parser.limitTo(frameLimits());
    }

    /** Counts input that has arrived. */
    void arrived(int bytes, long now) {
        preAuth.received(bytes);
        if (!arriving) {
            arrivingSince = now;
        }
        arrivedBytes += bytes;
    }

    /** Parses the next request; null if more input is needed. */
    @Nullable
    Parsed next(ByteBuf input, long now) {
        Parsed parsed = parser.next(input);
        if (parsed != null) {
            arrivingSince = now;
            arrivedBytes = input.readableBytes();
        }
        return parsed;
    }

    /**
     * Ends a read.
     *
     * @param rest the input that was not parsed
     * @param exhausted whether it was not parsed because more is needed, rather than for lack of room for replies
     */
    void pause(ByteBuf rest, boolean exhausted) {
        arriving = exhausted && (parser.hasPartialRequest() || rest.isReadable());
    }

    /**
     * The server reads no requests, for lack of room for their replies. The time that this takes must not count against the client, so
     * a request that has arrived in part has its full time again. Called at intervals for as long as that lasts.
     */
    void notRead(long now) {
        arrivingSince = now;
    }

    /** The memory that an incompletely parsed request uses. */
    long heldBytes() {
        return parser.heldBytes();
    }

    /** Discards an incompletely parsed request and all further input. */
    void end() {
        parser.end();
    }

    boolean isPreAuthInputSpent() {
        return !client.isLoggedIn() && preAuth.isInputSpent();
    }

    /** Extends the deadlines by a pause of the server of {@code nanos}, which is over at {@code now}. */
    void extendDeadlines(long nanos, long now) {
        arrivingSince += Math.min(nanos, now - arrivingSince);
        preAuth.extendDeadline(nanos, now);
    }

    /**
     * Returns why the client has exceeded a deadline, as a predicate for the log; null if it has not.
     *
     * @param hasRoom whether more requests could be accepted: if not, the server itself holds up the client
     */
    @Nullable
    String overdue(long now, boolean hasRoom) {
        if (!client.isLoggedIn() && preAuth.isTimeSpent(now)) {
            return "did not log in within " + limits.beforeLogin().durationMax().toSeconds() + " s";
        }
        long nanos = now - arrivingSince;
        if (arriving && hasRoom && frameLimits().tooSlow(nanos, arrivedBytes)) {
            return "sends a request too slowly: " + arrivedBytes + " bytes in " + nanos / 1_000_000_000L + " s";
        }
        return null;
    }
}
