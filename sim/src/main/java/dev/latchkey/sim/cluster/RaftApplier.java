package dev.latchkey.sim.cluster;

import dev.latchkey.cluster.replica.Replica;
import dev.latchkey.cluster.replica.ReplicaSnapshot;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.SeededChance;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/** Applies the committed entries of one run of a node, one after another and some of them late, and takes snapshots of its state. */
final class RaftApplier {

    private static final long APPLY_MICROS_MIN = 5;
    private static final int APPLY_MILLIS_MAX = 1;
    private static final int LATE_PER_MILLE = 10;
    private static final int LATE_MILLIS_MAX = 400;
    private static final int SNAPSHOT_ENTRIES_MIN = 10;
    private static final int SNAPSHOT_ENTRIES_MAX = 70;
    private static final int SNAPSHOT_MILLIS_MAX = 2;
    private static final int KEPT_ENTRIES_MAX = 15;

    /** As many as no node lacks without faults: an installed snapshot makes the outcome of what is under way unknown. */
    private static final int KEPT_ENTRIES_CALM = 200;

    private static final int PIECE_BYTES = 700;

    private final NodeRun run;
    private final SimulatedCluster cluster;
    private final RaftDisk disk;
    private final SeededChance chance;
    private final Replica replica;
    private final Consumer<RaftDisk.Entry> whenApplied;
    private long committed;
    private long applied;
    private boolean planned;
    private long nextSnapshot;

    RaftApplier(
            NodeRun run,
            SimulatedCluster cluster,
            RaftDisk disk,
            SeededChance chance,
            Replica replica,
            Consumer<RaftDisk.Entry> whenApplied) {
        this.run = run;
        this.cluster = cluster;
        this.disk = disk;
        this.chance = chance;
        this.replica = replica;
        this.whenApplied = whenApplied;
        planSnapshot();
    }

    /** The status of the replicated log has changed. */
    void changed() {
        replica.statusChanged();
    }

    /** The entries up to {@code index} are committed. */
    void committed(long index) {
        committed = index;
        applyLater();
    }

    /** Replaces the state by that of a snapshot. */
    void install(RaftDisk.Snapshot snapshot) {
        applied = snapshot.index();
        ByteArrayInputStream in = new ByteArrayInputStream(snapshot.bytes());
        replica.install(snapshot.index(), snapshot.term(), in::read);
        planSnapshot();
        committed(Math.max(committed, applied));
    }

    private void applyLater() {
        if (planned || applied >= committed) {
            return;
        }
        planned = true;
        long delay = chance.nanosUpTo(APPLY_MICROS_MIN, APPLY_MILLIS_MAX);
        if (cluster.breaksMessages() && chance.happens(LATE_PER_MILLE)) {
            cluster.tally().add(FaultKind.LATE_APPLY);
            delay = chance.nanosUpTo(APPLY_MICROS_MIN, LATE_MILLIS_MAX);
        }
        run.schedule(delay, () -> {
            planned = false;
            if (applied < committed) {
                applyNext();
            }
            applyLater();
        });
    }

    private void applyNext() {
        long index = ++applied;
        RaftDisk.Entry entry = disk.get(index);
        byte[] bytes = entry.bytes();
        if (bytes == null) {
            replica.pass(index, entry.term());
        } else {
            replica.apply(index, entry.term(), bytes);
        }
        whenApplied.accept(entry);
        if (applied >= nextSnapshot) {
            takeSnapshot();
        }
    }

    private void planSnapshot() {
        nextSnapshot = applied + chance.nextInt(SNAPSHOT_ENTRIES_MIN, SNAPSHOT_ENTRIES_MAX);
    }

    /** Opens a snapshot now, and reads it to its end a little later, while further entries are applied. */
    private void takeSnapshot() {
        planSnapshot();
        ReplicaSnapshot snapshot = replica.openSnapshot();
        run.schedule(chance.nanosUpTo(1, SNAPSHOT_MILLIS_MAX), () -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (snapshot) {
                while (!snapshot.isDone()) {
                    bytes.writeBytes(snapshot.next(PIECE_BYTES));
                }
            }
            keep(new RaftDisk.Snapshot(snapshot.index(), snapshot.term(), bytes.toByteArray()));
        });
    }

    private void keep(RaftDisk.Snapshot taken) {
        RaftDisk.Snapshot before = disk.snapshot;
        if (before == null || before.index() < taken.index()) {
            disk.snapshot = taken;
            int kept = cluster.breaksMessages() ? chance.nextInt(KEPT_ENTRIES_MAX) : KEPT_ENTRIES_CALM;
            disk.purge(Math.max(0, taken.index() - kept));
        }
    }
}
