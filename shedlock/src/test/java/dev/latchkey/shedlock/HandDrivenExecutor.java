package dev.latchkey.shedlock;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Hands periodic tasks to the test instead of running them. */
final class HandDrivenExecutor extends ScheduledThreadPoolExecutor {

    private final Consumer<Runnable> periodic;

    HandDrivenExecutor(Consumer<Runnable> periodic) {
        super(0);
        this.periodic = periodic;
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long delay, long period, TimeUnit unit) {
        periodic.accept(task);
        return super.schedule(() -> {}, 1, TimeUnit.DAYS);
    }
}
