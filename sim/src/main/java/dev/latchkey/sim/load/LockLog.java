package dev.latchkey.sim.load;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.lock.Mutex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The history of one lock: its operations and their results, timestamped by the clock of the {@link OperationLog}. */
final class LockLog {

    /** The owner of a token whose acquisition was not observed. */
    private static final String STRANGER = "a stranger";

    private final OperationLog clock;
    private final List<Entry> entries = new ArrayList<>();

    /** The acquisition of each owner. An owner acquires at most once. */
    private final Map<Object, Entry> acquisitions = new HashMap<>();

    /** The owner whose acquisition created each token. */
    private final Map<Long, Object> makers = new HashMap<>();

    /** Owners whose lock another client has tried to break, so that their own release may be refused. */
    private final Set<Object> broken = new HashSet<>();

    LockLog(OperationLog clock) {
        this.clock = clock;
    }

    /** One operation. Its output is unknown until it is answered. */
    final class Entry {

        private final int number = clock.newNumber(); // why a new number each: every round has a new owner
        private final Mutex.Input input;
        private final long brokenToken;
        private final long call = clock.tick();
        private Mutex.Output output = Mutex.Output.UNKNOWN;
        private long end = Operation.OPEN;
        private boolean dropped;

        Entry(Mutex.Input input, long brokenToken) {
            this.input = input;
            this.brokenToken = brokenToken;
        }

        void end(Mutex.Output told) {
            output = told;
            end = clock.tick();
        }

        /** It had no effect and says nothing about the lock, so it is not part of the history. */
        void drop() {
            dropped = true;
        }

        private boolean isBreak() {
            return brokenToken > 0;
        }
    }

    Entry acquire(Object owner) {
        Entry entry = add(new Entry(new Mutex.Input.Acquire(owner), 0));
        acquisitions.put(owner, entry);
        return entry;
    }

    Entry release(Object owner) {
        return add(new Entry(new Mutex.Input.Release(owner), 0));
    }

    /** The store was observed to create {@code token} for the acquisition of {@code owner}. */
    void made(long token, Object owner) {
        makers.put(token, owner);
    }

    /** Another client releases the lock that is held at {@code token}. */
    Entry breakHold(long token) {
        Object owner = makers.getOrDefault(token, STRANGER);
        broken.add(owner);
        return add(new Entry(new Mutex.Input.Release(owner), token));
    }

    private Entry add(Entry entry) {
        entries.add(entry);
        return entry;
    }

    int size() {
        return entries.size();
    }

    boolean isBroken(@Nullable Object owner) {
        return broken.contains(owner);
    }

    List<Operation<Mutex.Input, Mutex.Output>> history() {
        List<Operation<Mutex.Input, Mutex.Output>> history = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.isBreak()) {
                addBreak(history, entry);
            } else if (!entry.dropped) {
                boolean unclear = entry.input instanceof Mutex.Input.Release release && isBroken(release.owner());
                Mutex.Output output = unclear ? Mutex.Output.UNKNOWN : entry.output;
                history.add(new Operation<>(entry.number, entry.input, output, entry.call, entry.end));
            }
        }
        return history;
    }

    /**
     * A lock may be broken before its owner has learned that it acquired it; the owner then keeps trying and acquires it again.
     * Each acquisition but the last one is recorded as an operation of its own whose result is unknown.
     */
    private void addBreak(List<Operation<Mutex.Input, Mutex.Output>> history, Entry entry) {
        Object owner = ((Mutex.Input.Release) entry.input).owner();
        Entry acquisition = acquisitions.get(owner);
        Object holder = owner;
        if (acquisition != null && entry.brokenToken != tokenOf(owner, acquisition)) {
            holder = owner + " at token " + entry.brokenToken;
            history.add(new Operation<>(
                    clock.newNumber(),
                    new Mutex.Input.Acquire(holder),
                    Mutex.Output.UNKNOWN,
                    acquisition.call,
                    Operation.OPEN));
        }
        history.add(
                new Operation<>(entry.number, new Mutex.Input.Release(holder), entry.output, entry.call, entry.end));
    }

    /** The token that an acquisition returned; if it returned none, the last one that the store created for it. */
    private long tokenOf(Object owner, Entry acquisition) {
        return acquisition.output instanceof Mutex.Output.Granted granted
                ? granted.token()
                : makers.entrySet().stream()
                        .filter(made -> made.getValue().equals(owner))
                        .mapToLong(Map.Entry::getKey)
                        .max()
                        .orElse(0);
    }
}
