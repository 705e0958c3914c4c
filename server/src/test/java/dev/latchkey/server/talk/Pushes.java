package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.KeyEvent;
import dev.latchkey.wire.EventPush;
import dev.latchkey.wire.ReplyParser;
import dev.latchkey.wire.RespValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a follower has received: replies, and the events of each prefix, whose chain is checked as they arrive. */
final class Pushes {

    final List<RespValue> replies = new ArrayList<>();
    private final Map<String, List<KeyEvent>> events = new HashMap<>();
    private final Map<String, Long> last = new HashMap<>();

    /** A follow of {@code prefix} has started after {@code revision}. */
    void started(String prefix, long revision) {
        last.put(prefix, revision);
    }

    /** Parses complete frames. */
    void received(String text) {
        ByteBuf bytes = Unpooled.wrappedBuffer(Resp.bytes(text));
        ReplyParser parser = new ReplyParser();
        for (RespValue value = parser.next(bytes); value != null; value = parser.next(bytes)) {
            EventPush pushed = value instanceof RespValue.Push push ? EventPush.decode(push) : null;
            if (pushed != null) {
                add(Resp.text(pushed.prefix().toBytes()), pushed.event());
            } else {
                replies.add(value);
            }
        }
        assertThat(bytes.isReadable()).isFalse();
    }

    private void add(String prefix, KeyEvent event) {
        assertThat(event.previous()).as("previous on %s", prefix).isEqualTo(last.get(prefix));
        assertThat(Resp.text(event.key().toBytes())).startsWith(prefix);
        last.put(prefix, event.revision());
        events.computeIfAbsent(prefix, first -> new ArrayList<>()).add(event);
    }

    /** The events of a follow, oldest first. */
    List<KeyEvent> of(String prefix) {
        return events.getOrDefault(prefix, List.of());
    }

    /** The revisions of the events of a follow. */
    List<Long> revisions(String prefix) {
        return of(prefix).stream().map(KeyEvent::revision).toList();
    }

    /** The revision of the last event of a follow, or where it started. */
    long lastRevision(String prefix) {
        return last.getOrDefault(prefix, 0L);
    }
}
