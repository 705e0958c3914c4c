package dev.latchkey.client.clerk;

import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.Link;
import dev.latchkey.client.link.Loop;
import dev.latchkey.core.StoreId;
import dev.latchkey.wire.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Carries calls to their end: hands each to the link, again after a failure, until an answer comes or its time is over. All
 * steps run on the loop; {@link #begin} alone may be called from anywhere.
 */
public final class Calls implements Link.Listener {

    private final Loop loop;
    private final Link link;
    private final RandomGenerator chance;
    private final Backoff backoff;
    private final int callsMax;
    private final Deadlines underWay;

    /** The calls that wait for the link to be ready, in order. */
    private final Set<Call<?>> waiting = new LinkedHashSet<>();

    private volatile @Nullable StoreId store;
    private boolean closed;

    public Calls(Loop loop, Link link, RandomGenerator chance, Backoff backoff, int callsMax) {
        this.loop = loop;
        this.link = link;
        this.chance = chance;
        this.backoff = backoff;
        this.callsMax = callsMax;
        this.underWay = new Deadlines(loop, this::deadlineEnded);
    }

    /** Begins the work. On the loop. */
    public void open() {
        link.open(this);
    }

    Loop loop() {
        return loop;
    }

    /** The store that was seen last. On any thread. */
    Optional<StoreId> store() {
        return Optional.ofNullable(store);
    }

    /** Begins a call. On any thread. */
    <T> Call<T> begin(Call<T> call) {
        call.onAbandoned(() -> onLoop(() -> end(call)));
        if (!onLoop(() -> start(call))) {
            refuseClosed(call);
        }
        return call;
    }

    /** False if the loop has ended, and with it every call. */
    private boolean onLoop(Runnable step) {
        try {
            loop.execute(step);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private static void refuseClosed(Call<?> call) {
        call.lastFailure = "the client is closed";
        call.abandoned(new Cause.Abandoned("closed"), "not sent");
    }

    private void start(Call<?> call) {
        if (closed) {
            refuseClosed(call);
        } else if (underWay.size() >= callsMax) {
            call.lastFailure = callsMax + " operations are under way already, the most there may be";
            call.abandoned(new Cause.Abandoned("too many"), "not sent");
        } else if (!call.isDone()) {
            underWay.add(call);
            sendOrWait(call);
        }
    }

    private void sendOrWait(Call<?> call) {
        if (link.isReady() && waiting.isEmpty()) {
            send(call);
        } else {
            waiting.add(call);
        }
    }

    private void send(Call<?> call) {
        StoreId now = store;
        if (call.store != null && now != null && !call.store.equals(now)) {
            end(call);
            call.lastFailure = "it was meant for store " + call.store;
            call.abandoned(new Cause.StoreChanged(call.store, now), "the server has another store");
            return;
        }
        if (!call.beginSend()) {
            end(call);
            return;
        }
        link.send(call.command, new Link.Attempt() {
            @Override
            public void answered(Answer answer) {
                if (end(call)) {
                    call.answered(answer);
                }
            }

            @Override
            public void failed(String why) {
                call.lastFailure = why;
                retry(call);
            }
        });
    }

    private void retry(Call<?> call) {
        call.failures++;
        loop.schedule(backoff.delayNanos(call.failures, chance), () -> {
            if (underWay.contains(call)) {
                sendOrWait(call);
            }
        });
    }

    /** Whether the call was under way; it no longer is. */
    private boolean end(Call<?> call) {
        waiting.remove(call);
        return underWay.remove(call);
    }

    @Override
    public void ready(StoreId seen) {
        StoreId before = store;
        store = seen;
        if (before != null && !before.equals(seen)) {
            storeChanged(before, seen);
        }
        Iterator<Call<?>> oldest = waiting.iterator();
        while (link.isReady() && oldest.hasNext()) {
            Call<?> call = oldest.next();
            oldest.remove();
            send(call);
        }
    }

    /** What was sent to the store before, and not heard of, nobody will hear of. */
    private void storeChanged(StoreId before, StoreId now) {
        for (Call<?> call : underWay.all()) {
            if (call.command.isWrite() && call.sends > 0 && end(call)) {
                call.abandoned(new Cause.StoreChanged(before, now), "the server has another store");
            }
        }
    }

    @Override
    public void down(String why) {
        waiting.forEach(call -> call.lastFailure = why);
    }

    @Override
    public void refused(String why) {
        for (Call<?> call : new ArrayList<>(waiting)) {
            if (call.sends == 0 && end(call)) {
                call.refused(why);
            }
        }
        down(why);
    }

    private void deadlineEnded(Call<?> call) {
        if (end(call) && call.deadline != null) {
            String what = call.sends == 0 ? "not sent within " : "no answer within ";
            call.abandoned(new Cause.DeadlineEnded(call.deadline, call.lastFailure), what + seconds(call.deadline));
        }
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1_000.0 + " s";
    }

    /** Ends every call as its sends allow, and takes no more. On the loop. */
    public void close() {
        closed = true;
        link.close();
        for (Call<?> call : underWay.all()) {
            end(call);
            call.lastFailure = "the client is closed";
            call.abandoned(new Cause.Abandoned("the client was closed"), "no answer");
        }
    }
}
