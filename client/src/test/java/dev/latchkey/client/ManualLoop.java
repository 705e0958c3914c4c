package dev.latchkey.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;

/**
 * A loop whose time is a number and moves only when a test says so. It begins just before the number wraps, so that whoever
 * compares moments other than by subtraction is found out.
 */
final class ManualLoop implements Loop {

    private final Deque<Runnable> steps = new ArrayDeque<>();
    private final PriorityQueue<Planned> alarms = new PriorityQueue<>();
    private long now = Long.MAX_VALUE - Duration.ofSeconds(7).toNanos();
    private long plannedEver;
    private boolean inside;

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public void execute(Runnable step) {
        steps.addLast(step);
    }

    @Override
    public Alarm schedule(long delayNanos, Runnable step) {
        Planned planned = new Planned(now + delayNanos, plannedEver++, step);
        alarms.add(planned);
        return () -> alarms.remove(planned);
    }

    @Override
    public boolean isInside() {
        return inside;
    }

    /** Runs the steps that wait, and those that they bring. */
    void runSteps() {
        inside = true;
        while (!steps.isEmpty()) {
            steps.removeFirst().run();
        }
        inside = false;
    }

    /** Lets time pass, ringing alarms on the way. */
    void advance(Duration duration) {
        long end = now + duration.toNanos();
        runSteps();
        while (!alarms.isEmpty() && alarms.element().at - end <= 0) {
            ring();
        }
        now = end;
    }

    /** Lets time pass until the next alarm has rung; false if there is none. */
    boolean advanceToNextAlarm() {
        runSteps();
        if (alarms.isEmpty()) {
            return false;
        }
        ring();
        return true;
    }

    private void ring() {
        Planned next = alarms.remove();
        now = next.at;
        steps.addLast(next.step);
        runSteps();
    }

    int alarms() {
        return alarms.size();
    }

    private record Planned(long at, long number, Runnable step) implements Comparable<Planned> {
        @Override
        public int compareTo(Planned other) {
            return at == other.at ? Long.compare(number, other.number) : Long.signum(at - other.at);
        }
    }
}
