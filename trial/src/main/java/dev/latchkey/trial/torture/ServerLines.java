package dev.latchkey.trial.torture;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Standard error of the server processes of a run: counts known messages and keeps the last lines. For all threads. */
final class ServerLines {

    private static final int KEPT_MAX = 10;
    private static final Pattern READ = Pattern.compile(" read [\\d,]+ keys at revision [\\d,]+ in ([\\d,]+) ms: (.*)");

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<String> kept = new ArrayDeque<>();
    private Counted counted = new Counted(0, 0, 0, Duration.ZERO);

    /**
     * The counts so far.
     *
     * @param cuts startups that truncated a torn tail
     * @param snapshots snapshots that were logged as taken
     * @param fromSnapshots startups that loaded a snapshot
     * @param recoveryMax the longest recovery
     */
    record Counted(int cuts, int snapshots, int fromSnapshots, Duration recoveryMax) {}

    void add(String line) {
        lock.lock();
        try {
            kept.addLast(line);
            if (kept.size() > KEPT_MAX) {
                kept.removeFirst();
            }
            count(line);
        } finally {
            lock.unlock();
        }
    }

    private void count(String line) {
        Matcher read = READ.matcher(line);
        boolean isRead = read.find();
        Duration recovery =
                isRead ? Duration.ofMillis(Long.parseLong(read.group(1).replace(",", ""))) : Duration.ZERO;
        counted = new Counted(
                counted.cuts + (line.contains(" truncated the torn tail of the log") ? 1 : 0),
                counted.snapshots + (line.contains(" snapshot of record ") && !isRead ? 1 : 0),
                counted.fromSnapshots + (isRead && !read.group(2).startsWith("no snapshot") ? 1 : 0),
                recovery.compareTo(counted.recoveryMax) > 0 ? recovery : counted.recoveryMax);
    }

    Counted counted() {
        lock.lock();
        try {
            return counted;
        } finally {
            lock.unlock();
        }
    }

    /** The last lines of the current process, joined into one. */
    String last() {
        lock.lock();
        try {
            return String.join(" | ", kept);
        } finally {
            lock.unlock();
        }
    }

    /** Discards the kept lines, because a new server process starts. */
    void begin() {
        lock.lock();
        try {
            kept.clear();
        } finally {
            lock.unlock();
        }
    }
}
