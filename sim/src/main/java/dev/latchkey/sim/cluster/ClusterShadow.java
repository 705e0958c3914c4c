package dev.latchkey.sim.cluster;

import dev.latchkey.cluster.bytes.ClusterEntry;
import dev.latchkey.cluster.bytes.EntryCodec;
import dev.latchkey.cluster.bytes.EntryItem;
import dev.latchkey.cluster.bytes.EntryStep;
import dev.latchkey.cluster.bytes.SnapshotPreamble;
import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.StateSnapshot;
import dev.latchkey.core.state.Changes;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.sim.store.Effects;
import dev.latchkey.sim.store.SessionLedger;
import dev.latchkey.sim.world.TraceWords;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the entries of the replicated log do, computed once for the whole cluster and independently of the nodes: an entry counts if the log
 * has it in the term that it names, and if none with its number, or a greater one, came before it in that term. Checks that all nodes
 * apply the same entries, that their states are equal to the byte, that no write was executed twice, and that every write that is
 * acknowledged was executed.
 */
final class ClusterShadow {

    private static final int PIECE_BYTES = 1 << 12;

    /** A write in the log: its group, and its position there. */
    private record Place(long run, long group, int position) {}

    /** A version of a key. */
    private record KeyVersion(Key key, long version) {}

    /** A command that was executed for the first time, and its reply. */
    record Done(Command command, Reply reply) {}

    final SessionLedger ledger = new SessionLedger();

    /** The entries as the first node has applied them. */
    private final List<RaftDisk.Entry> log = new ArrayList<>();

    private final Map<Long, String> digests = new HashMap<>();
    private final Set<Place> executed = new HashSet<>();
    private final Map<KeyVersion, Command> writers = new HashMap<>();

    /** The greatest number of each term. */
    private final Map<Long, Long> numbers = new HashMap<>();

    private @Nullable StateMachine machine;
    private @Nullable StoreId storeId;
    private long memoryBytesMax;
    private long lastTerm;
    private long rejected;

    Optional<StoreId> storeId() {
        return Optional.ofNullable(storeId);
    }

    /** The number of entries that did not count. */
    long rejected() {
        return rejected;
    }

    /** The last index that any node has applied. */
    long lastIndex() {
        return log.size();
    }

    /** Reads the events after those commands that were executed so far. */
    Reply read(HistoryRead.Changes page) {
        StateMachine now = machine;
        if (now == null) {
            throw new IllegalStateException("the store has not begun");
        }
        return now.apply(page);
    }

    /**
     * A node applies an entry.
     *
     * @param bytes null for an entry of the log itself
     * @return what it does, if this node is the first one
     */
    List<Done> apply(String node, long index, long term, byte @Nullable [] bytes) {
        if (index <= log.size()) {
            if (!log.get((int) index - 1).isSameAs(new RaftDisk.Entry(term, bytes))) {
                throw new AssertionError(node + " applies another entry " + index + " than the first node");
            }
            return List.of();
        }
        if (index != log.size() + 1) {
            throw new AssertionError(node + " applies entry " + index + " after " + log.size());
        }
        log.add(new RaftDisk.Entry(term, bytes));
        List<Done> done = new ArrayList<>();
        if (bytes != null) {
            execute(EntryCodec.decode(bytes), term, done);
        }
        return done;
    }

    private void execute(ClusterEntry entry, long logTerm, List<Done> done) {
        if (entry.term() != logTerm || numbers.getOrDefault(logTerm, 0L) >= entry.number()) {
            rejected++;
            return;
        }
        numbers.put(logTerm, entry.number());
        lastTerm = logTerm;
        for (EntryItem item : entry.items()) {
            execute(item, done);
        }
    }

    private void execute(EntryItem item, List<Done> done) {
        if (item instanceof EntryItem.Begin begin) {
            if (machine == null) {
                machine = new StateMachine(begin.record().limits(), new SipHash(3, 4));
                storeId = begin.record().storeId();
                memoryBytesMax = begin.memoryBytesMax();
            }
        } else if (item instanceof EntryItem.Ends ends) {
            ends.writes().forEach(end -> execute(end, done));
        } else if (item instanceof EntryItem.Slice slice) {
            int position = slice.first();
            for (EntryStep step : slice.steps()) {
                if (!executed.add(new Place(slice.run(), slice.group(), position++))) {
                    throw new AssertionError("a write is in two entries that count: " + slice);
                }
                if (step instanceof EntryStep.Execute execute) {
                    execute(execute.write(), done);
                }
            }
        }
    }

    private void execute(LogRecord.Write write, List<Done> done) {
        StateMachine now = machine;
        if (now == null) {
            throw new AssertionError("an entry changes a store that has not begun");
        }
        Command command = write.command();
        Reply reply = now.apply(command, write.origin(), Changes.NONE);
        if (ledger.executed(command, reply, false)) {
            done.add(new Done(command, reply));
        }
        if (now.revision() != ledger.revision()) {
            throw new AssertionError("the store is at revision " + now.revision() + " after " + ledger.revision()
                    + " writes: a command was executed more than once, or not at all");
        }
        Effects.of(command, reply).forEach(effect -> writers.putIfAbsent(written(effect), command));
    }

    /** A command is acknowledged to its client. */
    void acknowledged(String node, Command command, Reply reply) {
        for (Effects.Effect effect : Effects.of(command, reply)) {
            Command writer = writers.get(written(effect));
            if (!command.equals(writer) && !isStepOf(command, writer)) {
                throw new AssertionError(node + " acknowledges " + TraceWords.of(command) + " with "
                        + TraceWords.of(reply) + ", but the log has " + writer);
            }
        }
    }

    private static KeyVersion written(Effects.Effect effect) {
        return new KeyVersion(effect.operation().key(), effect.version().number());
    }

    /** Retries of a step are the same step, whatever they acknowledge. */
    private static boolean isStepOf(Command command, @Nullable Command writer) {
        return writer != null
                && OnceStep.of(command).isPresent()
                && OnceStep.of(command).equals(OnceStep.of(writer));
    }

    /** The digest of the state that a node must have after the last entry that any node has applied. */
    String digest() {
        return digests.computeIfAbsent((long) log.size(), index -> compute());
    }

    private String compute() {
        StateMachine now = machine;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StoreId id = storeId;
        if (now != null && id != null) {
            SnapshotPreamble preamble =
                    new SnapshotPreamble(id, memoryBytesMax, lastTerm, numbers.getOrDefault(lastTerm, 0L));
            bytes.writeBytes(preamble.encode());
            try (StateSnapshot snapshot = now.snapshot()) {
                while (!snapshot.isDone()) {
                    bytes.writeBytes(snapshot.next(PIECE_BYTES));
                }
            }
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The digest at an index that was computed when the first node was there; empty if none was. */
    Optional<String> digestAt(long index) {
        return Optional.ofNullable(digests.get(index));
    }
}
