package dev.latchkey.sim.net;

import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.Follower;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All events of all stores that a server has had, read from the engine as soon as they are applied. A store that loses an event that it has
 * once shown, such as one that is not durable, is reported by an AssertionError.
 */
public final class EventLog implements Follower {

    private static final int PAGE_EVENTS_MAX = 1_000;

    private final Map<StoreId, List<KeyEvent>> events = new LinkedHashMap<>();
    private @Nullable Engine engine;

    /** From now on reads the events of {@code next}, beginning after those of its store that were read before. */
    void observe(Engine next) {
        engine = next;
        next.follow(this);
        advanced();
    }

    /** The events of a store so far, in order. */
    public List<KeyEvent> of(StoreId store) {
        return events.computeIfAbsent(store, first -> new ArrayList<>());
    }

    /** Why immediately: the events of a store in memory are gone with its process. */
    @Override
    public Executor home() {
        return Runnable::run;
    }

    @Override
    public void advanced() {
        Engine from = engine;
        if (from != null) {
            read(from.storeId().orElseThrow(), from::nextEvents);
        }
    }

    /** Reads the events of a store after those that were read before. */
    void read(StoreId store, Function<HistoryRead.Changes, @Nullable Reply> from) {
        List<KeyEvent> known = of(store);
        boolean more = true;
        while (more) {
            long last = known.isEmpty() ? 0 : known.get(known.size() - 1).revision();
            Reply reply = from.apply(HistoryRead.Changes.startingAfter(Prefix.EMPTY, last, PAGE_EVENTS_MAX, 0));
            if (!(reply instanceof Reply.Changed page)) {
                throw new AssertionError("events up to revision " + last + " were applied, and now: " + reply);
            }
            known.addAll(page.events());
            more = !page.events().isEmpty();
        }
    }
}
