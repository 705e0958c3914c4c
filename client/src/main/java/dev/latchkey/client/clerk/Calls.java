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
 * Runs calls to completion: hands each one to the link and retries after a failure, until it is answered or its deadline
 * passes. Everything runs on the event loop, except for {@link #begin} and {@link #store}, which any thread may call.
 */
public final class Calls implements Link.Listener {

    private static final String STORE_CHANGED = "the server has a different store";

    private final Loop loop;
    private final Link link;
    private final RandomGenerator chance;
    private final Backoff backoff;
    private final int callsMax;
    private final InFlightCalls underWay;

    /** The calls that wait for the link to become ready, oldest first. */
    private final Set<PendingCall<?>> waiting = new LinkedHashSet<>();

    private volatile @Nullable StoreId store;
    private boolean closing;
    private boolean closed;

    /** Runs once no call is in flight; null until someone waits for that. */
    private @Nullable Runnable whenIdle;

    public Calls(Loop loop, Link link, RandomGenerator chance, Backoff backoff, int callsMax) {
        this.loop = loop;
        this.link = link;
        this.chance = chance;
        this.backoff = backoff;
        this.callsMax = callsMax;
        this.underWay = new InFlightCalls(loop, this::deadlineEnded);
    }

    /** Opens the link. Called on the loop. */
    public void open() {
        link.open(this);
    }

    Loop loop() {
        return loop;
    }

    /** The store that was seen last. Any thread may call this. */
    Optional<StoreId> store() {
        return Optional.ofNullable(store);
    }

    /** Begins a call. Any thread may call this. */
    <T> PendingCall<T> begin(PendingCall<T> call) {
        call.onEndedByCaller(() -> onLoop(() -> end(call)));
        if (!onLoop(() -> start(call))) {
            refuseClosed(call);
        }
        return call;
    }

    /** Runs a step on the loop; false if the loop has ended, and every call with it. */
    private boolean onLoop(Runnable step) {
        try {
            loop.execute(step);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private static void refuseClosed(PendingCall<?> call) {
        call.lastFailure = "the client is closed";
        call.abandoned(new Cause.Abandoned("closed"), "not sent");
    }

    private void start(PendingCall<?> call) {
        if (closed || (closing && !call.allowedWhileClosing)) {
            refuseClosed(call);
        } else if (underWay.size() >= callsMax) {
            call.lastFailure = callsMax + " operations are in flight, the maximum (callsMax)";
            call.abandoned(new Cause.Abandoned("too many"), "not sent");
        } else if (!call.isDone()) {
            underWay.add(call);
            sendOrWait(call);
        }
    }

    private void sendOrWait(PendingCall<?> call) {
        if (link.isReady() && waiting.isEmpty()) {
            send(call);
        } else {
            waiting.add(call);
        }
    }

    private void send(PendingCall<?> call) {
        StoreId now = store;
        if (call.store != null && now != null && !call.store.equals(now)) {
            end(call);
            call.lastFailure = "the operation was for store " + call.store;
            call.abandoned(new Cause.StoreChanged(call.store, now), STORE_CHANGED);
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
                if (underWay.contains(call)) {
                    call.lastFailure = why;
                    retry(call);
                }
            }
        });
    }

    private void retry(PendingCall<?> call) {
        call.failures++;
        loop.schedule(backoff.delayNanos(call.failures, chance), () -> {
            if (underWay.contains(call)) {
                sendOrWait(call);
            }
        });
    }

    /** Removes a call; false if it was not in flight. */
    private boolean end(PendingCall<?> call) {
        waiting.remove(call);
        boolean ended = underWay.remove(call);
        if (ended && underWay.size() == 0 && whenIdle != null) {
            loop.execute(whenIdle);
            whenIdle = null;
        }
        return ended;
    }

    @Override
    public void ready(StoreId seen) {
        StoreId before = store;
        store = seen;
        if (before != null && !before.equals(seen)) {
            storeChanged(before, seen);
        }
        Iterator<PendingCall<?>> oldest = waiting.iterator();
        while (link.isReady() && oldest.hasNext()) {
            PendingCall<?> call = oldest.next();
            oldest.remove();
            send(call);
        }
    }

    /** Completes the writes that were sent to the previous store: no answer to them will ever arrive. */
    private void storeChanged(StoreId before, StoreId now) {
        for (PendingCall<?> call : underWay.all()) {
            if (call.command.isWrite() && call.sends > 0 && end(call)) {
                call.abandoned(new Cause.StoreChanged(before, now), STORE_CHANGED);
            }
        }
    }

    @Override
    public void down(String why) {
        waiting.forEach(call -> call.lastFailure = why);
    }

    @Override
    public void refused(String why) {
        for (PendingCall<?> call : new ArrayList<>(waiting)) {
            if (call.sends == 0 && end(call)) {
                call.refused(why);
            }
        }
        down(why);
    }

    private void deadlineEnded(PendingCall<?> call) {
        if (end(call) && call.deadline != null) {
            String what = call.sends == 0 ? "not sent within " : "no answer within ";
            addLinkStatus(call);
            call.abandoned(new Cause.DeadlineEnded(call.deadline, call.lastFailure), what + seconds(call.deadline));
        }
    }

    /** Adds to the reason of a call where the link is connected to, or where it has tried to connect and why it failed. */
    private void addLinkStatus(PendingCall<?> call) {
        String status = link.status();
        if (status.isEmpty()) {
            return;
        }
        boolean included = call.sends == 0 || status.startsWith(call.lastFailure);
        call.lastFailure = included ? status : call.lastFailure + " (" + status + ")";
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1_000.0 + " s";
    }

    /**
     * Refuses new calls, except those that are allowed while the client is closing. Completes the calls in flight, except for
     * those and for writes that were sent, whose outcome would be unknown. Called on the loop.
     */
    public void beginClosing() {
        closing = true;
        for (PendingCall<?> call : underWay.all()) {
            if (!call.allowedWhileClosing && (call.sends == 0 || !call.command.isWrite())) {
                endClosed(call);
            }
        }
    }

    /** Runs {@code step} on the loop once no call is in flight. Called on the loop. */
    public void whenIdle(Runnable step) {
        if (underWay.size() == 0) {
            loop.execute(step);
        } else {
            whenIdle = step;
        }
    }

    /** Completes every call, as ambiguous if it was sent, closes the link and accepts no more calls. Called on the loop. */
    public void close() {
        closed = true;
        link.close();
        underWay.all().forEach(this::endClosed);
    }

    private void endClosed(PendingCall<?> call) {
        end(call);
        call.lastFailure = "the client is closed";
        call.abandoned(new Cause.Abandoned("the client was closed"), "no answer");
    }
}
