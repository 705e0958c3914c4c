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
 * The calls under way and the ends of their time, with one alarm for all of them. Calls with the same deadline end in the
 * order in which they began, so a queue for each length of time needs no sorting.
 */
final class Deadlines {

    private final Loop loop;
    private final Consumer<Call<?>> whenOver;
    private final Map<Duration, LinkedHashSet<Call<?>>> queues = new HashMap<>();

    /** Calls that may take for ever. */
    private final LinkedHashSet<Call<?>> unbounded = new LinkedHashSet<>();

    private int size;
    private long alarmAt;
    private Loop.Alarm alarm = () -> {};
    private boolean alarmSet;

    Deadlines(Loop loop, Consumer<Call<?>> whenOver) {
        this.loop = loop;
        this.whenOver = whenOver;
    }

    void add(Call<?> call) {
        call.began = loop.nanos();
        size++;
        if (call.deadline == null) {
            unbounded.add(call);
            return;
        }
        queues.computeIfAbsent(call.deadline, deadline -> new LinkedHashSet<>()).add(call);
        setAlarm(call.began + call.deadline.toNanos());
    }

    boolean contains(Call<?> call) {
        LinkedHashSet<Call<?>> queue = call.deadline == null ? unbounded : queues.get(call.deadline);
        return queue != null && queue.contains(call);
    }

    /** Whether the call was under way; it no longer is. */
    boolean remove(Call<?> call) {
        LinkedHashSet<Call<?>> queue = call.deadline == null ? unbounded : queues.get(call.deadline);
        boolean removed = queue != null && queue.remove(call);
        if (removed) {
            size--;
        }
        if (call.deadline != null && queue != null && queue.isEmpty()) {
            queues.remove(call.deadline); // why: who counts down gives each call another deadline, seldom one twice
        }
        return removed;
    }

    /** For how many lengths of time a queue is kept. */
    int queues() {
        return queues.size();
    }

    int size() {
        return size;
    }

    /** All calls under way, in a list of its own. */
    List<Call<?>> all() {
        List<Call<?>> all = new ArrayList<>(unbounded);
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
        List<Call<?>> over = new ArrayList<>();
        queues.forEach((deadline, queue) -> {
            Iterator<Call<?>> oldest = queue.iterator();
            boolean more = oldest.hasNext();
            while (more) {
                Call<?> call = oldest.next();
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
