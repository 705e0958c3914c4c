package dev.latchkey.core.history;

import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.PrefixSet;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.OpenParts;
import dev.latchkey.core.bytes.Part;
import dev.latchkey.core.bytes.Section;
import dev.latchkey.core.bytes.StateReader;
import dev.latchkey.core.bytes.UnreadableException;
import java.util.ArrayList;
import java.util.List;

/**
 * The event history: the most recent events of the store, without gaps, up to its revision. It is part of the state, so it is the same
 * on every machine that has applied the same commands. Not thread-safe.
 */
public final class EventHistory implements Section {

    private HistoryLimits limits;
    private final long versionMax;
    private final EventRing events = new EventRing();
    private final OpenParts<Event> open = new OpenParts<>();
    private long revision;
    private long bytes;

    /**
     * Creates an empty history.
     *
     * @param revision the revision of the store: no event up to it is kept
     */
    public EventHistory(StateLimits limits, long revision) {
        this.limits = limits.history();
        this.versionMax = limits.versionMax().number();
        this.revision = revision;
    }

    /** Adds the event of the next revision, and evicts the oldest ones until the bounds hold. */
    public void append(Event event) {
        if (event.revision() != revision + 1) {
            throw new IllegalStateException("an event of revision " + event.revision() + " after revision " + revision);
        }
        revision++;
        add(event);
        evict();
    }

    /** Changes the bounds, and evicts the oldest events until they hold. */
    public void bound(HistoryLimits other) {
        limits = other;
        evict();
    }

    /** Returns the bounds. */
    public HistoryLimits limits() {
        return limits;
    }

    private void evict() {
        while (events.size() > limits.eventsMax() || bytes > limits.bytesMax()) {
            Event oldest = events.remove();
            open.keep(oldest);
            bytes -= oldest.weight();
        }
    }

    private void add(Event event) {
        events.add(event);
        bytes += event.weight();
    }

    /** Returns the revision up to which the history has events: that of the store. */
    public long revision() {
        return revision;
    }

    /** Returns the number of events. */
    public int size() {
        return events.size();
    }

    /** Returns the estimated memory that the events take, at most the bound. */
    public long bytes() {
        return bytes;
    }

    /** Returns the oldest revision after which every event is kept: 0 if none has been evicted. */
    public long oldestRevision() {
        return revision - events.size();
    }

    /** Returns whether events after {@code after} have been evicted, so that reading cannot start there. */
    public boolean isCompacted(long after) {
        return after < oldestRevision();
    }

    /**
     * Returns events whose keys start with {@code prefix}, in order of revisions.
     *
     * @param from the position after which the page starts
     * @throws IllegalArgumentException if {@code from} {@linkplain #isCompacted is compacted}, or after the revision of the store
     */
    public FollowPage page(Prefix prefix, FollowCursor from, PageBounds bounds) {
        return page(prefix, PrefixSet.EVERY, from, bounds);
    }

    /** As above, with the events of {@code only} those keys, as if there were no others. */
    FollowPage page(Prefix prefix, PrefixSet only, FollowCursor from, PageBounds bounds) {
        if (isCompacted(from.after()) || from.after() > revision) {
            throw new IllegalArgumentException("revision " + from.after() + " is not one of " + oldestRevision()
                    + " to " + revision + ", after which all events are kept");
        }
        PageReader reader = new PageReader(prefix, only, bounds, from.previous());
        long at = from.after();
        boolean ended = false;
        while (at < revision && !ended) {
            at++;
            ended = reader.endsWith(at(at));
        }
        return reader.page(at);
    }

    /**
     * Returns the events of one key, newest first.
     *
     * @param lastVersion the version of the key, or its last version if it is absent
     * @param limit the maximum number of events
     */
    public KeyHistory of(Key key, Version lastVersion, int limit) {
        List<Event> found = new ArrayList<>();
        long older = lastVersion.number();
        for (long at = revision; at > oldestRevision() && older > 0; at--) {
            Event event = at(at);
            if (event.key().equals(key)) {
                older--;
                if (found.size() < limit) {
                    found.add(event);
                }
            }
        }
        return new KeyHistory(older == 0 || oldestRevision() == 0, List.copyOf(found));
    }

    /** Returns the event of a revision that is kept. */
    Event at(long eventRevision) {
        return events.get((int) (eventRevision - oldestRevision() - 1));
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public int itemsMax() {
        return limits.eventsMax();
    }

    @Override
    public Part part(long storeRevision) {
        HistoryPart part = new HistoryPart(this, oldestRevision() + 1, revision);
        open.add(part);
        return part;
    }

    @Override
    public Loader loader(long storeRevision, long items) {
        if (items > storeRevision) {
            throw new UnreadableException(items + " events in a store of revision " + storeRevision);
        }
        revision = storeRevision;
        long before = storeRevision - items;
        return in -> load(in, before);
    }

    private void load(StateReader in, long before) {
        Event event = EventFormat.read(in, before + events.size() + 1, versionMax);
        add(event);
        if (bytes > limits.bytesMax()) {
            throw new UnreadableException("the events exceed their bound of " + limits.bytesMax() + " bytes");
        }
        if (event.revision() == revision) {
            EventFormat.requireWholeStep(event);
        }
    }
}
