package dev.latchkey.http;

import dev.latchkey.core.StoreId;
import dev.latchkey.engine.Engine;
import dev.latchkey.http.route.Step;
import dev.latchkey.http.routes.EventStreamText;
import dev.latchkey.seams.Time;
import dev.latchkey.server.verbs.Follows;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A stream of server-sent events. It is a position in the event history: the next page is read when the client has read the page before it,
 * so a slow client costs no memory and holds up no writer. Used on the event loop of its connection only.
 */
final class FollowStream {

    /** A comment is sent if nothing else was for this long. */
    static final Duration COMMENT_INTERVAL = Duration.ofSeconds(15);

    private final Engine engine;
    private final StoreId store;
    private final Follows follows;
    private final ResponseWriter writer;
    private final Exchange.Out out;
    private final Time time;
    private long sentAt;
    private boolean turnDue;
    private boolean isOver;

    FollowStream(Engine engine, StoreId store, Follows follows, ResponseWriter writer, Exchange.Out out, Time time) {
        this.engine = engine;
        this.store = store;
        this.follows = follows;
        this.writer = writer;
        this.out = out;
        this.time = time;
    }

    /** Starts the stream; if it does not start, returns why, and nothing was written. */
    Follows.@Nullable Refusal begin(Step.Stream stream) {
        Follows.Refusal refusal = follows.start(stream.prefix(), stream.revision());
        if (refusal != null) {
            return refusal;
        }
        writer.writeStreamHead(EventStreamText.head());
        send(EventStreamText.start(store, stream.revision()));
        return null;
    }

    private void send(byte[] text) {
        sentAt = time.nanos();
        writer.writePart(text);
    }

    /** There may be events, or room for them: requests a turn in which they are sent. */
    void proceed() {
        if (!isOver && !turnDue && follows.isBehind() && writer.hasRoom()) {
            turnDue = true;
            out.requestTurn(this::turn);
        }
    }

    private void turn() {
        turnDue = false;
        if (isOver || !follows.isBehind()) {
            return;
        }
        Follows.Page page = follows.next();
        if (follows.failure() != null || !isOfStore()) {
            endWithGap();
        } else if (page != null) {
            send(EventStreamText.steps(store, page.events()));
        }
        proceed();
        out.weightChanged();
    }

    private void endWithGap() {
        send(EventStreamText.gap(engine.history().oldestRevision()));
        end();
    }

    /** Ends the stream if it shows more than the user may see now. */
    void endIfForbidden() {
        if (!isOver && !follows.endForbidden().isEmpty()) {
            send(EventStreamText.end(Follows.Refusal.NOT_ALLOWED.error()));
            end();
        }
    }

    private boolean isOfStore() {
        return engine.storeId().filter(store::equals).isPresent();
    }

    /** Sends a comment if nothing was sent for long, and ends the stream if the store was replaced. Called once a second. */
    void inspect(long now) {
        if (!isOver && !isOfStore()) {
            endWithGap();
        }
        if (!isOver && now - sentAt > COMMENT_INTERVAL.toNanos() && writer.hasRoom()) {
            send(EventStreamText.comment());
        }
        proceed();
    }

    /** Ends the stream: the client may reconnect. Idempotent. */
    void end() {
        if (!isOver) {
            isOver = true;
            follows.end(null);
            writer.writeStreamEnd();
            out.streamEnded();
        }
    }

    /** The connection is closed. Idempotent. */
    void abandon() {
        isOver = true;
        follows.end(null);
    }

    /** The memory that the follow takes. */
    long heldBytes() {
        return follows.bytes();
    }
}
