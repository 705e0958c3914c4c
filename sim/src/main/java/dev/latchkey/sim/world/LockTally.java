package dev.latchkey.sim.world;

import dev.latchkey.client.lock.loss.LockLoss;
import java.util.EnumMap;
import java.util.Map;

/** Counts what became of locks with sessions, and of the writes with their guards. Not thread-safe. */
public final class LockTally {

    private final Map<LockLoss, Long> losses = new EnumMap<>(LockLoss.class);
    private long granted;
    private long released;
    private long guarded;
    private long stale;

    /** A client holds the lock. */
    public void addGranted() {
        granted++;
    }

    /** A client has released the lock, which it held until then. */
    public void addReleased() {
        released++;
    }

    /** A holder was notified that it has lost the lock. */
    public void addLoss(LockLoss loss) {
        losses.merge(loss, 1L, Long::sum);
    }

    /** A write with the guard of a hold took effect. */
    public void addGuarded() {
        guarded++;
    }

    /** A write with the guard of a hold was refused, because the lock was not held with its token any more. */
    public void addStale() {
        stale++;
    }

    /** Adds the counts of another tally. */
    public void add(LockTally other) {
        other.losses.forEach((loss, count) -> losses.merge(loss, count, Long::sum));
        granted += other.granted;
        released += other.released;
        guarded += other.guarded;
        stale += other.stale;
    }

    public long granted() {
        return granted;
    }

    public long released() {
        return released;
    }

    public long losses(LockLoss loss) {
        return losses.getOrDefault(loss, 0L);
    }

    public long guarded() {
        return guarded;
    }

    public long stale() {
        return stale;
    }
}
