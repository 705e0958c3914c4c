package dev.latchkey.trial.record;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/** How often what happened, by its name. For all threads. */
public final class Counts {

    /** What is counted together when there are as many names as may be. */
    static final String OTHERS = "others";

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final ReentrantLock beginning = new ReentrantLock();
    private final int namesMax;
    private final int lengthMax;

    Counts() {
        this(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /**
     * Of names that somebody else makes up.
     *
     * @param namesMax how many are counted apart
     * @param lengthMax how many characters are kept of each
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
            boolean apart = counts.size() < namesMax || counts.containsKey(name);
            return counts.computeIfAbsent(apart ? name : OTHERS, unknown -> new LongAdder());
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
