package dev.latchkey.engine.durable;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.state.StateMachine;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the puts of a batch have room in memory, decided before any of them is applied. While there is plenty of room a sum of upper
 * bounds says so; near the limit it depends on what is there, so no key may come twice in one batch. For the writer alone.
 */
final class MemoryAdmission {

    /** What becomes of a put. */
    enum Ruling {
        ADMITTED,
        REFUSED,
        /** It depends on puts of this batch, which must be applied first. */
        NEXT_BATCH
    }

    private final long bytesMax;
    private long claimed;

    /** The keys of the batch, kept only near the limit. */
    private @Nullable Set<Key> keys;

    MemoryAdmission(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** A batch begins. */
    void begin() {
        claimed = 0;
        keys = null;
    }

    /**
     * @param before the commands of the batch so far
     * @param alone whether none of them is to be written
     */
    Ruling rule(Command.Put put, StateMachine state, List<QueuedCommand> before, boolean alone) {
        long most = StateMachine.growthMax(put);
        if (keys == null && state.bytes() + claimed + most <= bytesMax) {
            claimed += most;
            return Ruling.ADMITTED;
        }
        if (keys == null) {
            keys = keysOf(before);
        }
        if (keys.contains(put.key())) {
            return Ruling.NEXT_BATCH;
        }
        long growth = state.growth(put);
        if (growth <= 0 || state.bytes() + claimed + growth <= bytesMax) {
            claimed += Math.max(0, growth);
            keys.add(put.key());
            return Ruling.ADMITTED;
        }
        // Why not refused if others claim room: they may turn out to need less, or to free some.
        return alone ? Ruling.REFUSED : Ruling.NEXT_BATCH;
    }

    /** A delete of that key belongs to the batch: what a put of it needs depends on that. */
    void deletes(Key key) {
        if (keys != null) {
            keys.add(key);
        }
    }

    private static Set<Key> keysOf(List<QueuedCommand> batch) {
        Set<Key> keys = new HashSet<>();
        for (QueuedCommand waiting : batch) {
            waiting.writtenKey().ifPresent(keys::add);
        }
        return keys;
    }
}
