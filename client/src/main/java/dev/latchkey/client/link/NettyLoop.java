package dev.latchkey.client.link;

import dev.latchkey.seams.SystemTime;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The event loop of a real client: one Netty thread and the system clock.
 *
 * <p>Nothing that was handed to the loop is lost when it ends, since a caller may be waiting for the result: pending timers fire
 * early, and steps that arrive after the thread has exited run on the calling thread, one at a time.
 */
public final class NettyLoop implements Loop {

    private final EventLoop eventLoop;
    private final Set<Ring> alarms = ConcurrentHashMap.newKeySet();
    private final ReentrantLock afterwards = new ReentrantLock();
    private volatile boolean over;

    public NettyLoop(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    @Override
    public long nanos() {
        return SystemTime.INSTANCE.nanos();
    }

    @Override
    public long wallMillis() {
        return SystemTime.INSTANCE.wallMillis();
    }

    @Override
    public void execute(Runnable step) {
        try {
            eventLoop.execute(step);
        } catch (RejectedExecutionException e) {
            runAfterwards(step);
        }
    }

    private void runAfterwards(Runnable step) {
        afterwards.lock();
        try {
            step.run();
        } finally {
            afterwards.unlock();
        }
    }

    @Override
    public Alarm schedule(long delayNanos, Runnable step) {
        Ring ring = new Ring(step);
        alarms.add(ring);
        if (over) {
            execute(ring);
        } else {
            ring.setOff(delayNanos);
        }
        return ring;
    }

    @Override
    public boolean isInside() {
        return eventLoop.inEventLoop();
    }

    /** Fires all timers now, and those set later immediately. The client must be closed first, so that their steps do nothing. */
    public void end() {
        over = true;
        execute(() -> alarms.forEach(Ring::run));
    }

    private final class Ring implements Runnable, Alarm {

        private final Runnable step;
        private volatile @Nullable Future<?> planned;

        Ring(Runnable step) {
            this.step = step;
        }

        void setOff(long delayNanos) {
            try {
                planned = eventLoop.schedule(this, delayNanos, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                execute(this);
            }
        }

        @Override
        public void run() {
            if (alarms.remove(this)) {
                step.run();
            }
        }

        @Override
        public void cancel() {
            alarms.remove(this);
            Future<?> plan = planned;
            if (plan != null) {
                plan.cancel(false);
            }
        }
    }
}
