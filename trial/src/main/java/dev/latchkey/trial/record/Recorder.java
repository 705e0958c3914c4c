package dev.latchkey.trial.record;

import dev.latchkey.check.Operation;
import dev.latchkey.check.format.HistoryWriter;
import dev.latchkey.check.format.RecordedCall;
import dev.latchkey.check.format.RecordedFault;
import dev.latchkey.check.format.RecordedOperation;
import dev.latchkey.check.format.RecordedResult;
import dev.latchkey.seams.Time;
import dev.latchkey.trial.faults.FaultLog;
import dev.latchkey.trial.faults.ProxyFaultKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Records the calls and results of clients, and the faults: in memory for the checker, and in a history file if there is one.
 * For all threads.
 */
public final class Recorder implements FaultLog {

    /** The maximum number of faults in a report. */
    private static final int FAULTS_KEPT_MAX = 100_000;

    private final Time time;
    private final @Nullable HistoryWriter file;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<RecordedFault> faults = new ArrayList<>();
    private final Counts fired = new Counts();
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

    public Recorder(Time time, @Nullable HistoryWriter file) {
        this.time = time;
        this.file = file;
    }

    /** An operation that has been called and has not returned. */
    record Begun(int client, long time, RecordedCall call, long inFile) {}

    /** Records a call. Call before the request is sent. */
    Begun called(int client, RecordedCall call) {
        return called(client, call, time.nanos());
    }

    /** Records a call that was made earlier, at the given time. */
    Begun called(int client, RecordedCall call, long now) {
        try {
            return new Begun(client, now, call, file == null ? 0 : file.called(now, client, call));
        } catch (IOException e) {
            failed(e);
            return new Begun(client, now, call, 0);
        }
    }

    /** Records a result. Call when the reply was received; {@code answer} is null if there is none. */
    RecordedOperation returned(Begun begun, @Nullable RecordedResult answer) {
        long now = time.nanos();
        if (answer == null) {
            return new RecordedOperation(0, begun.client(), begun.time(), begun.call(), Operation.OPEN, null);
        }
        try {
            if (file != null && failure.get() == null) {
                file.returned(now, begun.client(), begun.inFile(), answer);
            }
        } catch (IOException e) {
            failed(e);
        }
        return new RecordedOperation(0, begun.client(), begun.time(), begun.call(), now, answer);
    }

    @Override
    public void fired(ProxyFaultKind kind, long begin, long end) {
        fired.add(kind.word());
        RecordedFault fault = new RecordedFault(kind.word(), begin, end, null);
        lock.lock();
        try {
            // Why without delays: they are so many that they would hide the other faults.
            if (faults.size() < FAULTS_KEPT_MAX && kind != ProxyFaultKind.DELAY) {
                faults.add(fault);
            }
            if (file != null && failure.get() == null) {
                file.fault(fault);
            }
        } catch (IOException e) {
            failed(e);
        } finally {
            lock.unlock();
        }
    }

    /** Keeps only the first failure, because later ones are its consequences. */
    private void failed(IOException e) {
        failure.compareAndSet(null, e);
    }

    /** The number of injected faults, by kind. */
    public Counts fired() {
        return fired;
    }

    /** The first faults, without delays. */
    public List<RecordedFault> faults() {
        lock.lock();
        try {
            return List.copyOf(faults);
        } finally {
            lock.unlock();
        }
    }

    /** Why the history file could not be written; null if it could. */
    @Nullable
    public IOException failure() {
        return failure.get();
    }

    /** Flushes and closes the history file. */
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            failed(e);
        }
    }
}
