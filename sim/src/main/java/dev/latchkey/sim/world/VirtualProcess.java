package dev.latchkey.sim.world;

import dev.latchkey.client.link.Loop;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A process of the simulation: an event loop that can be paused and killed. While it is paused, its clock advances, like that of
 * a real process, and steps that come due are held back.
 */
public final class VirtualProcess implements Loop {

    private final String name;
    private final VirtualLoop loop;
    private final Deque<Step> waiting = new ArrayDeque<>();
    private final FaultTally tally;
    private final FaultKind whenPaused;
    private boolean paused;
    private boolean dead;

    /** The number of partitions that hold up what it sends and what is sent to it. They are counted because they may overlap. */
    public int outgoingBlocks;

    public int incomingBlocks;

    public VirtualProcess(String name, VirtualLoop loop, FaultTally tally, FaultKind whenPaused) {
        this.name = name;
        this.loop = loop;
        this.tally = tally;
        this.whenPaused = whenPaused;
    }

    public String name() {
        return name;
    }

    public boolean isDead() {
        return dead;
    }

    public boolean isPaused() {
        return paused;
    }

    @Override
    public long nanos() {
        return loop.nanos();
    }

    @Override
    public long wallMillis() {
        return loop.wallMillis();
    }

    @Override
    public void execute(Runnable action) {
        loop.execute(new Step(action));
    }

    @Override
    public Alarm schedule(long delayNanos, Runnable action) {
        Step step = new Step(action);
        step.alarm = loop.schedule(delayNanos, step);
        return step;
    }

    @Override
    public boolean isInside() {
        return loop.isInside();
    }

    /** Runs {@code action} inside the process: now or, if it is paused, when it resumes; never if it is dead. */
    public void run(Runnable action) {
        if (paused) {
            hold(new Step(action));
        } else if (!dead) {
            action.run();
        }
    }

    private void hold(Step step) {
        if (!dead) {
            if (waiting.isEmpty()) {
                tally.add(whenPaused);
            }
            waiting.addLast(step);
        }
    }

    /** Pauses the process until {@link #resume}. */
    public void pause() {
        paused = true;
    }

    /** Resumes the process and runs the steps that were held back, in order. */
    public void resume() {
        paused = false;
        while (!paused && !waiting.isEmpty()) {
            waiting.removeFirst().run();
        }
    }

    /** Kills the process permanently. */
    public void die() {
        dead = true;
        waiting.clear();
    }

    private final class Step implements Runnable, Alarm {

        private @Nullable Runnable action;
        private @Nullable Alarm alarm;

        Step(Runnable action) {
            this.action = action;
        }

        @Override
        public void run() {
            if (paused) {
                hold(this);
                return;
            }
            Runnable taken = action;
            if (taken != null && !dead) {
                action = null;
                taken.run();
            }
        }

        @Override
        public void cancel() {
            action = null;
            if (alarm != null) {
                alarm.cancel();
            }
        }
    }
}
