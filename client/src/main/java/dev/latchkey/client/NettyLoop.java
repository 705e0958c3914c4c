package dev.latchkey.client;

import dev.latchkey.wire.SystemTime;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The loop of a real client: one thread of Netty's, and the clock of the machine. */
final class NettyLoop implements Loop {

    private final EventLoop eventLoop;
    private final Set<Pending> alarms = ConcurrentHashMap.newKeySet();

    NettyLoop(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    @Override
    public long nanos() {
        return SystemTime.INSTANCE.nanos();
    }

    @Override
    public void execute(Runnable step) {
        eventLoop.execute(step);
    }

    @Override
    public Alarm schedule(long delayNanos, Runnable step) {
        Pending pending = new Pending(step);
        alarms.add(pending);
        pending.scheduled = eventLoop.schedule(pending, delayNanos, TimeUnit.NANOSECONDS);
        return pending;
    }

    /**
     * Runs every alarm that is still to come, now: Netty drops them when it stops, and somebody may wait for what they would
     * have done. For clients that are closed, whose steps then find nothing to do but to say so.
     */
    void end() {
        eventLoop.execute(() -> List.copyOf(alarms).forEach(Pending::ringNow));
    }

    private final class Pending implements Runnable, Alarm {
        private final Runnable step;
        private volatile @Nullable Future<?> scheduled;

        Pending(Runnable step) {
            this.step = step;
        }

        @Override
        public void run() {
            if (alarms.remove(this)) {
                step.run();
            }
        }

        void ringNow() {
            stop();
            run();
        }

        @Override
        public void cancel() {
            alarms.remove(this);
            stop();
        }

        private void stop() {
            Future<?> future = scheduled;
            if (future != null) {
                future.cancel(false);
            }
        }
    }

    @Override
    public boolean isInside() {
        return eventLoop.inEventLoop();
    }
}
