package dev.latchkey.core.history;

import dev.latchkey.core.Prefix;
import dev.latchkey.core.PrefixSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds one {@link FollowPage}. */
final class PageReader {

    private final Prefix prefix;
    private final PrefixSet only;
    private final PageBounds bounds;
    private final List<FollowEvent> events = new ArrayList<>();
    private long previous;
    private long bytes;
    private int looks;

    /** The latest event with the prefix; it is added when it is known whether the step has another one. */
    private @Nullable Event pending;

    /** @param only the keys whose events are on the page, as far as they have the prefix */
    PageReader(Prefix prefix, PrefixSet only, PageBounds bounds, long previous) {
        this.prefix = prefix;
        this.only = only;
        this.bounds = bounds;
        this.previous = previous;
    }

    /** Reads the next event, and returns whether the page ends with it. */
    boolean endsWith(Event event) {
        looks++;
        if (event.key().startsWith(prefix) && only.contains(event.key())) {
            flush(false);
            pending = event;
        }
        if (event.last()) {
            flush(true);
        }
        return event.last() && (events.size() >= bounds.events() || bytes >= bounds.bytes() || looks >= bounds.looks());
    }

    private void flush(boolean last) {
        Event event = pending;
        if (event != null) {
            events.add(new FollowEvent(event, previous, last));
            previous = event.revision();
            bytes += event.key().length() + event.valueLength();
            pending = null;
        }
    }

    /** Returns the page. */
    FollowPage page(long after) {
        return new FollowPage(new FollowCursor(after, previous), List.copyOf(events));
    }
}
