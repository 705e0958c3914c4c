package dev.latchkey.engine.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The open snapshots of a {@link GuardedState}, and the memory that the copies kept for them take. Backups are ended first if that is
 * too much, and the snapshot that lets the log be truncated last. Guarded by the lock of the state.
 */
final class OpenSnapshots {

    private final List<GuardedSnapshot> open = new ArrayList<>();
    private long ended;

    void add(GuardedSnapshot snapshot) {
        open.removeIf(taken -> !taken.isOpen());
        open.add(snapshot);
    }

    void remove(GuardedSnapshot snapshot) {
        open.remove(snapshot);
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    int count() {
        return open.size();
    }

    /** The memory that all copies take. */
    long heldBytes() {
        long held = 0;
        for (int i = 0; i < open.size(); i++) {
            held += open.get(i).heldBytesLocked();
        }
        return held;
    }

    /** How many were ended because their copies took too much memory. */
    long ended() {
        return ended;
    }

    /** Ends backups, those with the most copies first, until all copies take at most {@code bytesMax} or no backup is left. */
    void endBackups(long bytesMax) {
        while (heldBytes() > bytesMax && endLargest(false)) {
            // The next largest follows.
        }
    }

    /** Ends snapshots of any kind, backups first, until all copies take at most {@code bytesMax}. */
    void endAny(long bytesMax) {
        endBackups(bytesMax);
        while (heldBytes() > bytesMax && endLargest(true)) {
            // The next largest follows.
        }
    }

    private boolean endLargest(boolean anyKind) {
        Optional<GuardedSnapshot> largest = open.stream()
                .filter(snapshot -> anyKind || snapshot.isBackup())
                .max(Comparator.comparingLong(GuardedSnapshot::heldBytesLocked));
        largest.ifPresent(snapshot -> {
            open.remove(snapshot);
            snapshot.endLocked();
            ended++;
        });
        return largest.isPresent();
    }
}
