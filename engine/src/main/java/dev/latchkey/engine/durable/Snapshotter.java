package dev.latchkey.engine.durable;

import dev.latchkey.core.StoreId;
import dev.latchkey.engine.KeyspaceSize;
import dev.latchkey.engine.Persistence;
import dev.latchkey.engine.SnapshotEndedException;
import dev.latchkey.engine.figures.Buckets;
import dev.latchkey.engine.figures.Histogram;
import dev.latchkey.engine.state.GuardedSnapshot;
import dev.latchkey.engine.state.GuardedState;
import dev.latchkey.log.Log;
import dev.latchkey.log.RecoveryReport;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.log.files.LogPosition;
import dev.latchkey.seams.Time;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes snapshots in the background, so that the log before them can be deleted. Commits continue meanwhile and wait at most for one
 * piece of the state to be read. {@link #countWritten} and {@link #takeIfDue} are for the commit leader, the rest for any thread.
 */
final class Snapshotter {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshotter.class);

    private static final int PIECE_BYTES = 1 << 16;

    /** A snapshot is due at startup if the log has more segments than this. */
    private static final int SEGMENTS_ENOUGH = 32;

    private final Log log;
    private final GuardedState state;
    private final StoreId storeId;
    private final Time time;
    private final Consumer<Throwable> whenFailed;
    private final SnapshotPolicy policy;
    private volatile boolean running;
    private volatile boolean stopping;

    /** How long the completed snapshots took. Written by the thread that writes snapshots. */
    private final Histogram times = new Histogram(Buckets.NANOS);

    /** All figures but {@code running} and the times. Written by the thread that writes snapshots. */
    private volatile Persistence.Snapshots figures;

    Snapshotter(
            Log log,
            GuardedState state,
            StoreId storeId,
            DurableOptions options,
            Time time,
            Consumer<Throwable> whenFailed) {
        this.log = log;
        this.state = state;
        this.storeId = storeId;
        this.time = time;
        this.whenFailed = whenFailed;
        this.policy = policyAfter(log, options, state.keyspace());
        OptionalLong last = log.recovery().snapshot().stream()
                .mapToLong(header -> header.covered().index())
                .findFirst();
        this.figures = new Persistence.Snapshots(false, 0, 0, last, 0, Duration.ZERO, times.read());
    }

    private static SnapshotPolicy policyAfter(Log log, DurableOptions options, KeyspaceSize size) {
        RecoveryReport recovery = log.recovery();
        boolean loaded = recovery.snapshot().isPresent();
        SnapshotPolicy policy = new SnapshotPolicy(options, loaded ? size.bytes() : 0, loaded ? size.keys() : 0);
        policy.countWritten(recovery.bytes(), recovery.records());
        // Each startup begins a segment, and a store that is often restarted but rarely written must not accumulate
        // them.
        if (log.segments() > SEGMENTS_ENOUGH) {
            policy.expedite();
        }
        return policy;
    }

    /** The snapshots since startup. */
    Persistence.Snapshots figures() {
        Persistence.Snapshots now = figures;
        return new Persistence.Snapshots(
                running, now.written(), now.failed(), now.lastIndex(), now.lastBytes(), now.lastTime(), times.read());
    }

    /** More log was written. */
    void countWritten(long bytes, long records) {
        policy.countWritten(bytes, records);
    }

    /** Begins a snapshot of the current state if the log has grown enough, or if {@code now}, unless one is being written. */
    void takeIfDue(boolean now, Executor background) {
        if (running || stopping || !(now || policy.isDue())) {
            return;
        }
        running = true;
        policy.begun();
        LogPosition position = log.position();
        GuardedSnapshot snapshot = state.snapshot();
        try {
            background.execute(() -> write(position, snapshot));
        } catch (RejectedExecutionException e) {
            // The engine is being closed, and the log suffices without a snapshot.
            close(snapshot);
        }
    }

    boolean isRunning() {
        return running;
    }

    /** Begins no more snapshots, and abandons the one that is being written. */
    void stop() {
        stopping = true;
    }

    private void write(LogPosition position, GuardedSnapshot snapshot) {
        long began = time.nanos();
        Counted counted = new Counted();
        try {
            log.snapshots().write(position, storeId.toBytes(), out -> writeState(snapshot, out, counted));
            recordWritten(position, counted.bytes, Duration.ofNanos(time.nanos() - began));
        } catch (NoRoomException e) {
            recordAbandoned("the disk is full: " + e.getMessage());
        } catch (SnapshotEndedException e) {
            recordAbandoned("memory is short: " + e.getMessage());
        } catch (AbandonedException e) {
            LOG.info("snapshot abandoned because the server is stopping");
        } catch (DiskFailedException | Error e) {
            whenFailed.accept(e);
        } catch (RuntimeException e) {
            whenFailed.accept(new IllegalStateException("a snapshot could not be written because of a bug", e));
        } finally {
            close(snapshot);
        }
    }

    private void close(GuardedSnapshot snapshot) {
        snapshot.close();
        running = false;
    }

    private void writeState(GuardedSnapshot snapshot, OutputStream out, Counted counted) throws IOException {
        boolean more = true;
        while (more) {
            if (stopping) {
                throw new AbandonedException();
            }
            byte[] piece = snapshot.next(PIECE_BYTES);
            out.write(piece);
            counted.bytes += piece.length;
            more = !snapshot.isDone();
        }
    }

    private void recordWritten(LogPosition position, long bytes, Duration took) {
        Persistence.Snapshots before = figures;
        policy.written(bytes, state.keyspace().keys());
        times.record(took.toNanos());
        figures = new Persistence.Snapshots(
                false,
                before.written() + 1,
                before.failed(),
                OptionalLong.of(position.index()),
                bytes,
                took,
                before.times());
        LOG.info("snapshot of record {} written: {} bytes of state in {} ms", position.index(), bytes, took.toMillis());
    }

    private void recordAbandoned(String reason) {
        Persistence.Snapshots before = figures;
        policy.abandoned();
        figures = new Persistence.Snapshots(
                false,
                before.written(),
                before.failed() + 1,
                before.lastIndex(),
                before.lastBytes(),
                before.lastTime(),
                before.times());
        LOG.warn("snapshot abandoned because {}", reason);
    }

    private static final class Counted {
        private long bytes;
    }

    private static final class AbandonedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
