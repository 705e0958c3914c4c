package dev.latchkey.client.clerk;

import dev.latchkey.client.link.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The calls in flight and their deadlines, with a single timer for all of them. Calls with equal timeouts expire in the order
 * in which they began, so one FIFO queue per timeout needs no sorting.
 */
final class InFlightCalls {

    private final Loop loop;
    private final Consumer<PendingCall<?>> whenOver;
    private final Map<Duration, LinkedHashSet<PendingCall<?>>> queues = new HashMap<>();

    /** Calls without a deadline. */
    private final LinkedHashSet<PendingCall<?>> unbounded = new LinkedHashSet<>();

    private int size;
    private long alarmAt;
    private Loop.Alarm alarm = () -> {};
    private boolean alarmSet;

    InFlightCalls(Loop loop, Consumer<PendingCall<?>> whenOver) {
        this.loop = loop;
        this.whenOver = whenOver;
    }

    void add(PendingCall<?> call) {
        call.began = loop.nanos();
        size++;
        if (call.deadline == null) {
            unbounded.add(call);
            return;
        }
        queues.computeIfAbsent(call.deadline, deadline -> new LinkedHashSet<>()).add(call);
        setAlarm(call.began + call.deadline.toNanos());
    }

    boolean contains(PendingCall<?> call) {
        LinkedHashSet<PendingCall<?>> queue = call.deadline == null ? unbounded : queues.get(call.deadline);
        return queue != null && queue.contains(call);
    }

    /** Removes a call; false if it was not in flight. */
    boolean remove(PendingCall<?> call) {
        LinkedHashSet<PendingCall<?>> queue = call.deadline == null ? unbounded : queues.get(call.deadline);
        boolean removed = queue != null && queue.remove(call);
        if (removed) {
            size--;
        }
        if (call.deadline != null && queue != null && queue.isEmpty()) {
            queues.remove(call.deadline); // why: a caller that counts down uses a new timeout for each call
        }
        return removed;
    }

    /** The number of distinct timeouts for which a queue exists. */
    int queues() {
        return queues.size();
    }

    int size() {
        return size;
    }

    /** A copy of the calls in flight. */
    List<PendingCall<?>> all() {
        List<PendingCall<?>> all = new ArrayList<>(unbounded);
        queues.values().forEach(all::addAll);
        return all;
    }

    private void setAlarm(long at) {
        if (alarmSet && alarmAt - at <= 0) {
            return;
        }
        alarm.cancel();
        alarmSet = true;
        alarmAt = at;
        alarm = loop.schedule(Math.max(0, at - loop.nanos()), this::ring);
    }

    private void ring() {
        alarmSet = false;
        long now = loop.nanos();
        List<PendingCall<?>> over = new ArrayList<>();
        queues.forEach((deadline, queue) -> {
            Iterator<PendingCall<?>> oldest = queue.iterator();
            boolean more = oldest.hasNext();
            while (more) {
                PendingCall<?> call = oldest.next();
                long end = call.began + deadline.toNanos();
                if (end - now > 0) {
                    setAlarm(end);
                    more = false;
                } else {
                    over.add(call);
                    more = oldest.hasNext();
                }
            }
        });
        over.forEach(whenOver);
    }
}
