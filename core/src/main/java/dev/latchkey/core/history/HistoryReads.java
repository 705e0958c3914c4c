package dev.latchkey.core.history;

import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers the commands that read the event history. */
public final class HistoryReads implements HistoryRead.Cases<Reply> {

    /** Finds the events of a key, newest first, at most {@code limit}. */
    @FunctionalInterface
    public interface OfKeys {
        KeyHistory of(Key key, int limit);
    }

    private final EventHistory history;
    private final OfKeys ofKeys;

    /** @param ofKeys called for the events of one key */
    public HistoryReads(EventHistory history, OfKeys ofKeys) {
        this.history = history;
        this.ofKeys = ofKeys;
    }

    @Override
    public Reply follow(HistoryRead.Follow command) {
        long from = command.from().orElse(history.revision());
        Reply refusal = refusal(from);
        return refusal == null ? new Reply.Following(from) : refusal;
    }

    @Override
    public Reply changes(HistoryRead.Changes command) {
        Reply refusal = refusal(command.after());
        if (refusal != null) {
            return refusal;
        }
        PageBounds bounds = new PageBounds(command.limit(), command.bytes(), HistoryRead.Changes.LOOKS_MAX);
        FollowCursor from = new FollowCursor(command.after(), command.previous());
        FollowPage page = history.page(command.prefix(), command.only(), from, bounds);
        FollowCursor next = page.next();
        return new Reply.Changed(
                next.after(), next.previous(), next.after() < history.revision(), keyEvents(page.events()));
    }

    private static List<KeyEvent> keyEvents(List<FollowEvent> events) {
        List<KeyEvent> keyEvents = new ArrayList<>(events.size());
        for (FollowEvent each : events) {
            Event event = each.event();
            keyEvents.add(new KeyEvent(
                    event.revision(),
                    each.previous(),
                    event.kind(),
                    event.key(),
                    event.version(),
                    event.value(),
                    event.origin(),
                    each.last()));
        }
        return keyEvents;
    }

    private @Nullable Reply refusal(long from) {
        if (from > history.revision()) {
            return new Reply.NotReached(from);
        }
        return history.isCompacted(from) ? new Reply.Compacted(history.oldestRevision()) : null;
    }

    @Override
    public Reply ofKey(HistoryRead.OfKey command) {
        KeyHistory found = ofKeys.of(command.key(), command.limit());
        return new Reply.EventsOfKey(
                found.complete(),
                found.events().stream().map(HistoryReads::entry).toList());
    }

    private static Reply.EventsOfKey.Summary entry(Event event) {
        int size = event.value() == null ? 0 : event.value().length();
        return new Reply.EventsOfKey.Summary(event.version(), event.revision(), event.kind(), event.origin(), size);
    }
}
