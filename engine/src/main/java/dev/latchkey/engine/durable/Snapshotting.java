package dev.latchkey.engine.durable;

import dev.latchkey.core.StoreId;
import dev.latchkey.core.bytes.StateSnapshot;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.Persistence;
import dev.latchkey.engine.state.GuardedState;
import dev.latchkey.log.Log;
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
 * Takes snapshots: says when, and writes them beside the writer, which waits for nothing but the lock that both take for a moment
 * for each piece. {@link #takeIfDue} is for the writer, what is told for any thread.
 */
final class Snapshotting {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshotting.class);

    private static final int PIECE_BYTES = 1 << 16;

    /** A start that finds more segments than this takes a snapshot soon. */
    private static final int SEGMENTS_ENOUGH = 32;

    /** After a failure the next try is due when so much of what is usual has been written. */
    private static final int RETRY_PART = 4;

    private final Log log;
    private final GuardedState state;
    private final StoreId storeId;
    private final DurableOptions options;
    private final Time time;
    private final Consumer<Throwable> whenFailed;

    /** What was written since the last snapshot was begun. The writer's own. */
    private long bytesSince;

    private long recordsSince;
    /** How much log is usual between snapshots. Set at the start, then by whoever writes one. */
    private long usualBytes;

    private long usualRecords;
    private volatile long dueAfterBytes;
    private volatile long dueAfterRecords;
    private volatile boolean running;
    private volatile boolean stopping;
    private volatile Persistence.Snapshots told;

    Snapshotting(
            Log log,
            GuardedState state,
            StoreId storeId,
            DurableOptions options,
            Time time,
            Consumer<Throwable> whenFailed) {
        this.log = log;
        this.state = state;
        this.storeId = storeId;
        this.options = options;
        this.time = time;
        this.whenFailed = whenFailed;
        boolean loaded = log.recovery().snapshot().isPresent();
        setUsual(
                loaded ? state.keyspace().bytes() : 0, loaded ? state.keyspace().keys() : 0);
        // Why by files too: each start begins one, and a store that is started often and written little should not
        // gather them.
        this.bytesSince = log.segments() > SEGMENTS_ENOUGH
                ? dueAfterBytes
                : log.recovery().bytes();
        this.recordsSince = log.recovery().records();
        OptionalLong last = log.recovery().snapshot().stream()
                .mapToLong(header -> header.covered().index())
                .findFirst();
        this.told = new Persistence.Snapshots(false, 0, 0, last, 0, Duration.ZERO);
    }

    Persistence.Snapshots told() {
        Persistence.Snapshots now = told;
        return new Persistence.Snapshots(
                running, now.written(), now.failed(), now.lastIndex(), now.lastBytes(), now.lastTime());
    }

    /** So much more has been written. */
    void wrote(long bytes, long records) {
        bytesSince += bytes;
        recordsSince += records;
    }

    /** Begins a snapshot of this moment if the log has become long enough, or if {@code atOnce}, and none is being written. */
    void takeIfDue(boolean atOnce, Executor background) {
        if (running || stopping || !(atOnce || isDue())) {
            return;
        }
        running = true;
        bytesSince = 0;
        recordsSince = 0;
        LogPosition position = log.position();
        StateSnapshot snapshot = state.locked(StateMachine::snapshot);
        try {
            background.execute(() -> write(position, snapshot));
        } catch (RejectedExecutionException e) {
            // The engine is being closed; the log is as good without a snapshot.
            close(snapshot);
        }
    }

    private boolean isDue() {
        return bytesSince >= dueAfterBytes || recordsSince >= dueAfterRecords;
    }

    boolean isRunning() {
        return running;
    }

    /** No snapshot is begun from now on, and the one that is being written is given up. */
    void stop() {
        stopping = true;
    }

    private void write(LogPosition position, StateSnapshot snapshot) {
        long began = time.nanos();
        Counted counted = new Counted();
        try {
            log.snapshots().write(position, storeId.toBytes(), out -> writeState(snapshot, out, counted));
            wasWritten(position, counted.bytes, Duration.ofNanos(time.nanos() - began));
        } catch (NoRoomException e) {
            wasGivenUp("no snapshot was taken: " + e.getMessage());
        } catch (AbandonedException e) {
            LOG.info("the snapshot that was being written is given up: the server stops");
        } catch (DiskFailedException | Error e) {
            whenFailed.accept(e);
        } catch (RuntimeException e) {
            whenFailed.accept(new IllegalStateException("a snapshot could not be written because of a bug", e));
        } finally {
            close(snapshot);
        }
    }

    private void close(StateSnapshot snapshot) {
        state.locked(now -> {
            snapshot.close();
            return now;
        });
        running = false;
    }

    private void writeState(StateSnapshot snapshot, OutputStream out, Counted counted) throws IOException {
        boolean more = true;
        while (more) {
            if (stopping) {
                throw new AbandonedException();
            }
            byte[] piece = state.locked(now -> snapshot.next(PIECE_BYTES));
            out.write(piece);
            counted.bytes += piece.length;
            more = !state.locked(now -> snapshot.isDone());
        }
    }

    /** What a snapshot of such a state is worth: as much log again. */
    private void setUsual(long bytes, long keys) {
        usualBytes = Math.max(options.snapshotBytes(), bytes);
        usualRecords = Math.max(options.snapshotRecords(), keys);
        dueAfterBytes = usualBytes;
        dueAfterRecords = usualRecords;
    }

    private void wasWritten(LogPosition position, long bytes, Duration took) {
        Persistence.Snapshots before = told;
        setUsual(bytes, state.keyspace().keys());
        told = new Persistence.Snapshots(
                false, before.written() + 1, before.failed(), OptionalLong.of(position.index()), bytes, took);
        LOG.info("snapshot of record {}: {} bytes of state in {} ms", position.index(), bytes, took.toMillis());
    }

    private void wasGivenUp(String reason) {
        Persistence.Snapshots before = told;
        dueAfterBytes = Math.max(1, usualBytes / RETRY_PART);
        dueAfterRecords = Math.max(1, usualRecords / RETRY_PART);
        told = new Persistence.Snapshots(
                false,
                before.written(),
                before.failed() + 1,
                before.lastIndex(),
                before.lastBytes(),
                before.lastTime());
        LOG.warn("{}", reason);
    }

    private static final class Counted {
        private long bytes;
    }

    private static final class AbandonedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
