package dev.latchkey.trial.record;

import dev.latchkey.check.format.RecordedOperation;
import dev.latchkey.core.Key;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Divides a run into rounds, each with keys of its own, so that completed rounds can be checked during the run. Clients wait when
 * the checker falls behind. For all threads.
 */
public final class Rounds {

    private static final Size SIZE = new Size(4, 1_000);
    private static final int UNJUDGED_MAX = 64;

    private final String prefix;
    private final Size size;
    private final long operationsMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Round> over = new ArrayDeque<>();
    private final Map<String, Round> byKey = new HashMap<>();
    private Round current;
    private int number;
    private int open;
    private long begun;
    private boolean ended;

    /**
     * The size of a round.
     *
     * @param keys the number of keys
     * @param operations the number of operations after which the next round begins
     */
    public record Size(int keys, int operations) {}

    /**
     * @param prefix the prefix of all keys
     * @param operationsMax the number of operations after which the run ends
     */
    public Rounds(String prefix, long operationsMax) {
        this(prefix, operationsMax, SIZE);
    }

    /** Creates rounds of another size. */
    public Rounds(String prefix, long operationsMax, Size size) {
        this.prefix = prefix;
        this.size = size;
        this.operationsMax = operationsMax;
        current = next();
    }

    private Round next() {
        int round = number++;
        open++;
        Round next = new Round(IntStream.range(0, size.keys())
                .mapToObj(key -> Key.of(prefix + round + "/" + key))
                .toList());
        next.keys.forEach(key -> byKey.put(key.utf8(), next));
        return next;
    }

    /** Begins an operation and returns its round; null if the run has ended. Each call must be followed by {@link #leave}. */
    @Nullable
    Round enter() throws InterruptedException {
        lock.lock();
        try {
            while (!ended && over.size() >= UNJUDGED_MAX) {
                changed.await();
            }
            if (ended || begun == operationsMax) {
                end();
                return null;
            }
            if (current.begun == size.operations()) {
                Round last = current;
                current = next();
                settle(last);
            }
            begun++;
            current.begun++;
            current.underWay++;
            return current;
        } finally {
            lock.unlock();
        }
    }

    /** Ends an operation and adds its record to the round. */
    void leave(Round round, RecordedOperation operation) {
        lock.lock();
        try {
            round.operations.add(operation);
            round.underWay--;
            settle(round);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Records that a create is sent to the server.
     *
     * @return the time of its first send; empty if this is the first send, or the round of the key is complete
     */
    OptionalLong sendingCreate(String key, String value, long now) {
        lock.lock();
        try {
            Round round = byKey.get(key);
            Long first = round == null ? null : round.creates.putIfAbsent(value, now);
            return first == null ? OptionalLong.empty() : OptionalLong.of(first);
        } finally {
            lock.unlock();
        }
    }

    /** Adds an operation that no client waits for, unless the round of the key is complete. */
    void add(String key, RecordedOperation operation) {
        lock.lock();
        try {
            Round round = byKey.get(key);
            if (round != null) {
                round.operations.add(operation);
            }
        } finally {
            lock.unlock();
        }
    }

    private void settle(Round round) {
        if ((round != current || ended) && round.underWay == 0) {
            over.add(round);
            round.keys.forEach(key -> byKey.remove(key.utf8()));
            open--;
            changed.signalAll();
        }
    }

    /** Ends the run: no further operation begins. */
    public void end() {
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                changed.signalAll();
                settle(current);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The number of operations that have begun. */
    public long begun() {
        lock.lock();
        try {
            return begun;
        } finally {
            lock.unlock();
        }
    }

    /** The number of keys used so far. */
    public int keys() {
        lock.lock();
        try {
            return number * size.keys();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a completed round, and waits for one up to {@code nanosMax}; empty if no round completed, or all have been taken. */
    public Optional<Round> takeOver(long nanosMax) throws InterruptedException {
        lock.lock();
        try {
            long left = nanosMax;
            while (over.isEmpty() && left > 0 && !(ended && open == 0)) {
                left = changed.awaitNanos(left);
            }
            Optional<Round> taken = Optional.ofNullable(over.poll());
            changed.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Whether all operations have returned and all rounds have been taken. */
    public boolean isAllTaken() {
        lock.lock();
        try {
            return ended && open == 0 && over.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
