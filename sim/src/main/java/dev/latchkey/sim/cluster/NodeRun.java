package dev.latchkey.sim.cluster;

import dev.latchkey.sim.world.VirtualProcess;
import java.util.concurrent.Executor;

/** One run of the process of a node. After its end, nothing of it happens any more. */
final class NodeRun implements Executor {

    private final VirtualProcess process;
    private boolean over;

    NodeRun(VirtualProcess process) {
        this.process = process;
    }

    String name() {
        return process.name();
    }

    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }

    @Override
    public void execute(Runnable step) {
        process.execute(() -> runUnlessOver(step));
    }

    void schedule(long delayNanos, Runnable step) {
        process.schedule(delayNanos, () -> runUnlessOver(step));
    }

    /** Runs a step that comes from outside: now or, if the process is paused, when it resumes. */
    void runNow(Runnable step) {
        process.run(() -> runUnlessOver(step));
    }

    private void runUnlessOver(Runnable step) {
        if (!over) {
            step.run();
        }
    }
}
