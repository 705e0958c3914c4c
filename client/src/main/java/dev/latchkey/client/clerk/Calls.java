package dev.latchkey.client.clerk;

import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.Link;
import dev.latchkey.client.link.Loop;
import dev.latchkey.client.session.ClientSessions;
import dev.latchkey.client.session.Seq;
import dev.latchkey.client.session.SessionAnswer;
import dev.latchkey.client.session.SessionLoss;
import dev.latchkey.core.Command;
import dev.latchkey.core.StoreId;
import dev.latchkey.wire.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls to completion: hands each one to the link and retries after a failure, until it is answered or its deadline
 * passes. Everything runs on the event loop, except for {@link #begin} and {@link #store}, which any thread may call.
 */
public final class Calls implements Link.Listener {

    private static final String STORE_CHANGED = "the server has a different store";
    private static final String WAITS_FOR_SESSION =
            "its session is not open yet, or has " + Command.Once.WINDOW + " writes without a reply, the maximum";

    private final Loop loop;
    private final Link link;
    private final ClientSessions sessions;
    private final RandomGenerator chance;
    private final Backoff backoff;
    private final int callsMax;
    private final InFlightCalls underWay;
    private final UnknownOutcomes.Counter unknown = new UnknownOutcomes.Counter();
    private final LongAdder retried = new LongAdder();

    /** The calls that wait for the link to become ready, oldest first. */
    private final Set<PendingCall<?>> waiting = new LinkedHashSet<>();

    private volatile @Nullable StoreId store;
    private boolean closing;
    private boolean closed;

    /** Runs once no call is in flight; null until someone waits for that. */
    private @Nullable Runnable whenIdle;

    /** @param sessions the sessions of the client, on the same loop and link */
    public Calls(Loop loop, Link link, ClientSessions sessions, RandomGenerator chance, Backoff backoff, int callsMax) {
        this.loop = loop;
        this.link = link;
        this.sessions = sessions;
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

    /** Counts of the writes whose outcome is unknown. Any thread may call this. */
    public UnknownOutcomes unknownOutcomes() {
        return unknown.counts();
    }

    /** The number of writes that were handed to the link more than once under one number. Any thread may call this. */
    public long retriedWrites() {
        return retried.sum();
    }

    /** Begins a call. Any thread may call this. */
    <T> PendingCall<T> begin(PendingCall<T> call) {
        call.runBy(this);
        call.watch(() -> onLoop(() -> end(call)), unknown);
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
            proceed(call);
        }
    }

    /** Sends a call, as soon as it has a number if it is one of a session. */
    private void proceed(PendingCall<?> call) {
        if (endIfForOtherStore(call)) {
            return;
        }
        if (call.seqs == null || call.seq() != null) {
            sendOrWait(call);
        } else {
            call.lastFailure = WAITS_FOR_SESSION;
            call.seqs.join(call);
        }
    }

    /** The call has a number in its session. */
    void admitted(PendingCall<?> call) {
        sendOrWait(call);
    }

    /** The server refuses to open the session of a call that was not sent. */
    void refused(PendingCall<?> call, String error) {
        if (end(call)) {
            call.refused(error);
        }
    }

    /** The session of a call was lost before the call was sent in it. */
    void lostUnsent(PendingCall<?> call, SessionLoss loss) {
        if (!underWay.contains(call)) {
            return;
        }
        call.unsend(loss.toString());
        if (call.seqs != null && call.seqs.isReopened() && !closing) {
            proceed(call);
        } else {
            end(call);
            call.abandoned(new Cause.SessionLost(loss), "not sent");
        }
    }

    /** Ends a call that is for a store other than the present one; returns whether it was. */
    private boolean endIfForOtherStore(PendingCall<?> call) {
        StoreId now = store;
        if (call.store == null || now == null || call.store.equals(now)) {
            return false;
        }
        end(call);
        call.lastFailure = "the operation was for store " + call.store;
        call.abandoned(new Cause.StoreChanged(call.store, now), STORE_CHANGED);
        return true;
    }

    /** Ends a call that was sent in a session that is over, or continues it if it was not sent; returns whether it was. */
    private boolean endIfSessionLost(PendingCall<?> call) {
        Seq seq = call.seq();
        SessionLoss loss = seq == null ? null : seq.session().loss();
        if (loss == null) {
            return false;
        }
        if (call.sends == 0) {
            lostUnsent(call, loss);
        } else if (end(call)) {
            call.abandoned(new Cause.SessionLost(loss), loss.toString());
        }
        return true;
    }

    private void sendOrWait(PendingCall<?> call) {
        if (link.isReady() && waiting.isEmpty()) {
            send(call);
        } else {
            waiting.add(call);
        }
    }

    private void send(PendingCall<?> call) {
        if (endIfForOtherStore(call) || endIfSessionLost(call)) {
            return;
        }
        if (!call.beginSend()) {
            end(call);
            return;
        }
        if (call.isFirstRetry()) {
            retried.increment();
        }
        link.send(call.toSend(), new Link.Attempt() {
            @Override
            public void answered(Answer answer) {
                if (underWay.contains(call)) {
                    Calls.this.answered(call, answer);
                }
            }

            @Override
            public void failed(String why) {
                if (underWay.contains(call)) {
                    call.lastFailure = why;
                    Seq seq = call.seq();
                    retry(call, seq != null && seq.holdsWindow());
                }
            }
        });
    }

    private void answered(PendingCall<?> call, Answer answer) {
        Seq seq = call.seq();
        if (seq == null) {
            end(call);
            call.answered(answer);
            return;
        }
        switch (OutcomeRule.next(answer, call.sends)) {
            case RESEND -> {
                call.lastFailure = OutcomeRule.text(answer);
                retry(call, false);
            }
            case REOPEN -> reopen(call, seq, answer);
            case END -> endAnswered(call, seq, answer);
        }
    }

    /** Continues a write in a new session if it may have one. It definitely did not take effect. */
    private void reopen(PendingCall<?> call, Seq seq, Answer answer) {
        if (call.seqs == null || !call.seqs.isReopened() || closing) {
            endAnswered(call, seq, answer);
            return;
        }
        call.unsend(OutcomeRule.text(answer));
        seq.session().gone();
        again(call, false, () -> proceed(call));
    }

    /** Ends a write of a session. Its number is settled if the session has recorded the answer or no copy can be on its way. */
    private void endAnswered(PendingCall<?> call, Seq seq, Answer answer) {
        if (SessionAnswer.isNoSession(answer)) {
            seq.session().gone();
        } else if (call.sends == 1 || SessionAnswer.is(answer)) {
            seq.settle();
        }
        end(call);
        call.answered(answer);
    }

    /** @param immediately whether other writes wait for the call, so that it is sent again without a backoff */
    private void retry(PendingCall<?> call, boolean immediately) {
        again(call, immediately, () -> sendOrWait(call));
    }

    private void again(PendingCall<?> call, boolean immediately, Runnable step) {
        call.failures++;
        long delay = immediately ? 0 : backoff.delayNanos(call.failures, chance);
        loop.schedule(delay, () -> {
            if (underWay.contains(call)) {
                step.run();
            }
        });
    }

    /** Removes a call; false if it was not in flight. */
    private boolean end(PendingCall<?> call) {
        waiting.remove(call);
        boolean ended = underWay.remove(call);
        if (ended) {
            call.leaveSession();
        }
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
        sessions.ready(seen);
        if (before != null && !before.equals(seen)) {
            storeChanged(before, seen);
        }
        while (link.isReady() && !waiting.isEmpty()) {
            PendingCall<?> oldest = waiting.iterator().next();
            waiting.remove(oldest);
            send(oldest);
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
        List<PendingCall<?>> unsent = new ArrayList<>(waiting);
        if (!link.isReady()) {
            underWay.all().stream().filter(PendingCall::waitsForSession).forEach(unsent::add);
        }
        for (PendingCall<?> call : unsent) {
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
        if (status.isEmpty() || (call.waitsForSession() && link.isReady())) {
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

    /** Completes every call, as ambiguous if it was sent, and accepts no more. Called on the loop. */
    public void endAll() {
        closed = true;
        underWay.all().forEach(this::endClosed);
    }

    /** As {@link #endAll}, and ends the work for the sessions and closes the link. Called on the loop. */
    public void close() {
        closed = true;
        sessions.end();
        link.close();
        endAll();
    }

    private void endClosed(PendingCall<?> call) {
        end(call);
        call.lastFailure = "the client is closed";
        call.abandoned(new Cause.Abandoned("the client was closed"), "no answer");
    }
}
