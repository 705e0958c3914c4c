package dev.latchkey.core.history;

import dev.latchkey.core.bytes.OpenParts;
import dev.latchkey.core.bytes.Piece;
import java.util.ArrayDeque;
import java.util.Deque;

/** The events of one snapshot, oldest first. An event that is evicted before it was handed out is kept. */
final class HistoryPart implements OpenParts.Keeping<Event> {

    private final EventHistory history;
    private final long lastRevision;

    /** The revision of the event that is handed out next. */
    private long next;

    /** Evicted events from {@link #next} onward, in order. */
    private final Deque<Event> kept = new ArrayDeque<>();

    private long keptBytes;

    HistoryPart(EventHistory history, long firstRevision, long lastRevision) {
        this.history = history;
        this.next = firstRevision;
        this.lastRevision = lastRevision;
    }

    @Override
    public int left() {
        return (int) (lastRevision - next + 1);
    }

    @Override
    public long heldBytes() {
        return keptBytes;
    }

    @Override
    public void keep(Event event) {
        if (event.revision() >= next && event.revision() <= lastRevision) {
            kept.add(event);
            keptBytes += event.weight();
        }
    }

    @Override
    public void next(Piece piece) {
        while (left() > 0 && piece.hasRoom()) {
            piece.look();
            Event aside = kept.poll();
            keptBytes -= aside == null ? 0 : aside.weight();
            EventFormat.write(aside == null ? history.at(next) : aside, piece);
            next++;
        }
    }

    @Override
    public void close() {
        next = lastRevision + 1;
        kept.clear();
        keptBytes = 0;
    }
}
