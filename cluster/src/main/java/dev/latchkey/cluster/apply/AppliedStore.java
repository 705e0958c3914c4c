package dev.latchkey.cluster.apply;

import dev.latchkey.cluster.bytes.ClusterEntry;
import dev.latchkey.cluster.bytes.EntryCodec;
import dev.latchkey.cluster.bytes.EntryItem;
import dev.latchkey.cluster.bytes.EntryStep;
import dev.latchkey.cluster.bytes.SnapshotPreamble;
import dev.latchkey.cluster.replica.ReplicaSnapshot;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.StateSource;
import dev.latchkey.core.bytes.UnreadableException;
import dev.latchkey.core.state.HeapLayout;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.session.SessionExpiry;
import dev.latchkey.engine.state.GuardedState;
import dev.latchkey.engine.state.MemoryLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The store as this node has executed it. Every entry of the replicated log ends here, on the leader and on the other nodes, after a
 * restart and after a snapshot, and changes the state in the same way.
 *
 * <p>For the apply thread; methods that say so are for any thread.
 */
public final class AppliedStore {

    /** A store that has begun. */
    private record Begun(StoreId id, long memoryBytesMax, GuardedState state) {}

    private final OwnGroup own;
    private final SipHash hash;
    private final HeapLayout layout;
    private final Consumer<StoreId> whenBegun;
    private EntryOrder order = new EntryOrder(0, 0);
    private volatile @Nullable Begun begun;
    private volatile long index;
    private long term;

    /**
     * @param own the clients of this node, who get their replies from here
     * @param hash distributes keys in memory; another one on each node
     * @param layout the heap of this process
     * @param whenBegun is called when the store has its id, before any command is executed
     */
    public AppliedStore(OwnGroup own, SipHash hash, HeapLayout layout, Consumer<StoreId> whenBegun) {
        this.own = own;
        this.hash = hash;
        this.layout = layout;
        this.whenBegun = whenBegun;
    }

    /** The state; null before the store has begun. For any thread. */
    @Nullable
    public GuardedState state() {
        Begun now = begun;
        return now == null ? null : now.state;
    }

    /** The id of the store; empty before it has begun. For any thread. */
    public Optional<StoreId> storeId() {
        return Optional.ofNullable(begun).map(Begun::id);
    }

    /** The index of the last entry that was executed. For any thread. */
    public long index() {
        return index;
    }

    /** Executes the next entry of the log. */
    public AppliedEntry apply(long entryIndex, long logTerm, byte[] bytes) {
        ClusterEntry entry = EntryCodec.decode(bytes);
        List<Reply> sessionReplies = new ArrayList<>();
        boolean counts = order.take(entry, logTerm);
        if (counts) {
            entry.items().forEach(item -> apply(item, sessionReplies));
        }
        pass(entryIndex, logTerm);
        return counts
                ? new AppliedEntry(entryIndex, logTerm, entry.number(), sessionReplies)
                : AppliedEntry.without(entryIndex, logTerm);
    }

    /** The next entry of the log concerns only the log itself. */
    public AppliedEntry pass(long entryIndex, long logTerm) {
        term = logTerm;
        index = entryIndex;
        return AppliedEntry.without(entryIndex, logTerm);
    }

    private void apply(EntryItem item, List<Reply> sessionReplies) {
        if (item instanceof EntryItem.Begin begin) {
            if (begun == null) {
                begin(
                        begin.record().storeId(),
                        begin.memoryBytesMax(),
                        new StateMachine(begin.record().limits(), hash, layout));
            }
        } else if (item instanceof EntryItem.Slice slice) {
            own.during(slice.run(), slice.group(), batch -> apply(slice, batch, sessionReplies));
        } else if (item instanceof EntryItem.Ends ends) {
            ends.writes().forEach(end -> execute(end, sessionReplies));
        }
    }

    private void begin(StoreId id, long memoryBytesMax, StateMachine machine) {
        MemoryLimits limits = MemoryLimits.of(memoryBytesMax);
        begun = new Begun(
                id,
                memoryBytesMax,
                new GuardedState(machine, new MemoryLimits(memoryBytesMax, limits.heldBytesMax(), layout)));
        whenBegun.accept(id);
    }

    private void apply(EntryItem.Slice slice, @Nullable CommandBatch batch, List<Reply> sessionReplies) {
        int position = slice.first();
        for (EntryStep step : slice.steps()) {
            if (batch != null) {
                batch.reach(position, begunState());
            }
            Reply reply = step instanceof EntryStep.Execute execute
                    ? execute(execute.write(), sessionReplies)
                    : new Reply.Refused(((EntryStep.Refuse) step).reason());
            if (batch != null) {
                batch.replied(reply);
            }
            position++;
        }
        if (batch != null) {
            batch.executeReads(begunState());
        }
    }

    private Reply execute(LogRecord.Write write, List<Reply> sessionReplies) {
        Reply reply = begunState().applyOrdered(write.command(), write.origin());
        if (SessionExpiry.concerns(write.command())) {
            sessionReplies.add(reply);
        }
        return reply;
    }

    private GuardedState begunState() {
        Begun now = begun;
        if (now == null) {
            throw new UnreadableException("an entry changes a store that has not begun");
        }
        return now.state;
    }

    /** Opens a snapshot of the state after the last entry. */
    public ReplicaSnapshot openSnapshot() {
        Begun now = begun;
        return now == null
                ? StoreSnapshot.ofNothing(index, term)
                : new StoreSnapshot(
                        index,
                        term,
                        new SnapshotPreamble(now.id, now.memoryBytesMax, order.term(), order.number()).encode(),
                        now.state.snapshot());
    }

    /** Replaces the state by that of a snapshot. */
    public void install(long snapshotIndex, long snapshotTerm, StateSource snapshot) {
        byte[] preambleBytes = preambleBytes(snapshot);
        if (preambleBytes.length > 0) {
            SnapshotPreamble preamble = SnapshotPreamble.decode(preambleBytes);
            StateMachine machine = StateMachine.restore(snapshot, hash, layout, (done, inAll, bytesMin) -> {});
            order = new EntryOrder(preamble.term(), preamble.number());
            replace(preamble, machine);
        }
        pass(snapshotIndex, snapshotTerm);
    }

    private void replace(SnapshotPreamble preamble, StateMachine machine) {
        Begun now = begun;
        if (now == null) {
            begin(preamble.storeId(), preamble.memoryBytesMax(), machine);
        } else if (now.id.equals(preamble.storeId())) {
            now.state.replace(machine);
        } else {
            throw new UnreadableException(
                    "the snapshot is of store " + preamble.storeId() + ", but this node has store " + now.id);
        }
    }

    /** Reads the preamble; no bytes if the snapshot is of a node whose store had not begun. */
    private static byte[] preambleBytes(StateSource snapshot) {
        byte[] bytes = new byte[SnapshotPreamble.LENGTH];
        int length = 0;
        while (length < bytes.length) {
            int read = snapshot.read(bytes, length, bytes.length - length);
            if (read < 0) {
                return Arrays.copyOf(bytes, length);
            }
            length += read;
        }
        return bytes;
    }
}
