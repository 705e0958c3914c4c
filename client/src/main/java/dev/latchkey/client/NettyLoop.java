package dev.latchkey.client;

import dev.latchkey.wire.SystemTime;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The loop of a real client: one thread of Netty's, and the clock of the machine. */
final class NettyLoop implements Loop {

    private final EventLoop eventLoop;

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
        Future<?> scheduled = eventLoop.schedule(step, delayNanos, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    @Override
    public boolean isInside() {
        return eventLoop.inEventLoop();
    }
}
