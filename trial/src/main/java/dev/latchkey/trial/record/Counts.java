package dev.latchkey.trial.record;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/** Counts events by name. For all threads. */
public final class Counts {

    /** The name under which events are counted once there are {@code namesMax} names. */
    static final String OTHERS = "others";

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final ReentrantLock beginning = new ReentrantLock();
    private final int namesMax;
    private final int lengthMax;

    Counts() {
        this(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /**
     * Creates counts for names from an untrusted source.
     *
     * @param namesMax the maximum number of names to count separately
     * @param lengthMax the maximum length of a name; longer names are truncated
     */
    Counts(int namesMax, int lengthMax) {
        this.namesMax = namesMax;
        this.lengthMax = lengthMax;
    }

    void add(String name) {
        String kept = name.length() > lengthMax ? name.substring(0, lengthMax) : name;
        LongAdder count = counts.get(kept);
        (count == null ? begin(kept) : count).increment();
    }

    private LongAdder begin(String name) {
        beginning.lock();
        try {
            boolean separate = counts.size() < namesMax || counts.containsKey(name);
            return counts.computeIfAbsent(separate ? name : OTHERS, unknown -> new LongAdder());
        } finally {
            beginning.unlock();
        }
    }

    public long of(String name) {
        LongAdder count = counts.get(name);
        return count == null ? 0 : count.sum();
    }

    public long sum() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    public SortedMap<String, Long> all() {
        SortedMap<String, Long> all = new TreeMap<>();
        counts.forEach((name, count) -> all.put(name, count.sum()));
        return all;
    }
}
