package dev.latchkey.client.follow;

import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Reply.Listed;
import dev.latchkey.core.StoreId;
import java.util.List;

/** What a follow delivers: a step and, if it was requested with the state, also states. */
public sealed interface FollowUpdate {

    /** Returns the events of a step, at least one, in order; no events for a state. */
    List<KeyEvent> events();

    /**
     * The events of one step: everything that one command did to keys with the prefix. A put or delete is a step of one event; the end
     * of a session deletes all its keys in one step. Steps are delivered in order, each exactly once.
     */
    record Step(List<KeyEvent> events) implements FollowUpdate {
        public Step {
            events = List.copyOf(events);
        }
    }

    /**
     * All keys with the prefix, in byte order, with their values, as of one revision: the effect of every write up to that revision,
     * and of no later one. The steps that follow contain every later write. A state replaces whatever the caller concluded from earlier
     * updates.
     *
     * @param store the store, which is the same in all updates of a follow
     * @param revision the revision of the state
     */
    record State(StoreId store, long revision, List<Listed.Entry> entries) implements FollowUpdate {
        public State {
            entries = List.copyOf(entries);
        }

        @Override
        public List<KeyEvent> events() {
            return List.of();
        }
    }
}
