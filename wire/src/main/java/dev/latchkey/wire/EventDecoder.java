package dev.latchkey.wire;

import dev.latchkey.core.EventKind;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Decodes replies that contain events, and the events of pushes. */
final class EventDecoder implements HistoryRead.Cases<Reply> {

    /** revision previous kind key version value by wall-ms last. */
    static final int FIELDS = 9;

    private static final int FIELDS_OF_KEY = 6;

    /** The keys that one session can own, and that its end deletes as one step. */
    private static final int STEP_EVENTS_MAX = 10_000;

    private final RespValue value;

    EventDecoder(RespValue value) {
        this.value = value;
    }

    @Override
    public Reply follow(HistoryRead.Follow command) {
        List<RespValue> items = ReplyDecoder.items(value, 2, 2);
        StoreId.parse(ReplyDecoder.text(items.get(0)));
        return new Reply.Following(ReplyDecoder.number(items.get(1)));
    }

    /** The wire does not say whether the store has reached a greater revision, and that changes all the time. */
    @Override
    public Reply changes(HistoryRead.Changes command) {
        List<RespValue> items = ReplyDecoder.items(value, 2, 2);
        List<KeyEvent> events = new ArrayList<>();
        long previous = command.previous();
        for (RespValue item : ReplyDecoder.items(items.get(1), 0, command.limit() + STEP_EVENTS_MAX)) {
            KeyEvent event = event(ReplyDecoder.items(item, FIELDS, FIELDS));
            events.add(event);
            previous = event.revision();
        }
        return new Reply.Changed(ReplyDecoder.number(items.get(0)), previous, false, events);
    }

    @Override
    public Reply ofKey(HistoryRead.OfKey command) {
        List<RespValue> items = ReplyDecoder.items(value, 2, 2);
        List<Reply.EventsOfKey.Summary> events = ReplyDecoder.items(items.get(1), 0, command.limit()).stream()
                .map(EventDecoder::summary)
                .toList();
        return new Reply.EventsOfKey(ReplyDecoder.yesOrNo(items.get(0)), events);
    }

    private static Reply.EventsOfKey.Summary summary(RespValue item) {
        List<RespValue> fields = ReplyDecoder.items(item, FIELDS_OF_KEY, FIELDS_OF_KEY);
        return new Reply.EventsOfKey.Summary(
                ReplyDecoder.version(fields.get(0)),
                ReplyDecoder.number(fields.get(1)),
                kind(fields.get(2)),
                origin(fields.get(3), fields.get(4)),
                (int) ReplyDecoder.number(fields.get(5), Value.LENGTH_MAX));
    }

    /** Decodes the fields of one event. */
    static KeyEvent event(List<RespValue> fields) {
        return new KeyEvent(
                ReplyDecoder.number(fields.get(0)),
                ReplyDecoder.number(fields.get(1)),
                kind(fields.get(2)),
                Key.owning(ReplyDecoder.bytes(fields.get(3))),
                ReplyDecoder.version(fields.get(4)),
                value(fields.get(5)),
                origin(fields.get(6), fields.get(7)),
                ReplyDecoder.yesOrNo(fields.get(8)));
    }

    private static EventKind kind(RespValue word) {
        String name = ReplyDecoder.text(word);
        for (EventKind kind : EventKind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
                return kind;
            }
        }
        throw new ReplyParser.NotRespException("an event of kind " + Words.printable(name));
    }

    private static @Nullable Value value(RespValue value) {
        return value instanceof RespValue.Null ? null : Value.owning(ReplyDecoder.bytes(value));
    }

    private static Origin origin(RespValue by, RespValue wallMillis) {
        if (by instanceof RespValue.Bulk name && wallMillis instanceof RespValue.Int millis) {
            return new Origin(name.utf8(), millis.number());
        }
        throw new ReplyParser.NotRespException("expected a name and a time in milliseconds");
    }
}
