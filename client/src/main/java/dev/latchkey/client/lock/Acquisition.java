package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.Loop;
import dev.latchkey.client.lock.holder.LockValue;
import dev.latchkey.client.lock.waiting.AcquireTimeout;
import dev.latchkey.client.lock.waiting.Attempt;
import dev.latchkey.client.lock.waiting.KeyWatch;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to acquire a lock, as steps on the event loop. It reads the key; if the lock is free, it writes its id at the
 * version that it read; if the outcome of the write is unknown, it reads again and looks for the id. The read comes after the first
 * write if the {@link HandleSession.LastRelease} of the handle says at which version the key probably is.
 *
 * <p>Giving up while a write is ambiguous takes more, since the server may still execute that write. In a session the write is
 * cancelled, after which a read shows whether it was executed. Without a session, if a read shows the version that the write expects,
 * an empty value is written at that version: the late write then finds another version and is refused. Versions never go back, so it
 * stays refused. In both cases, if a read shows the id, the lock is released.
 */
final class Acquisition implements Attempt<Held> {

    /** How often the key is read while it cannot be followed. */
    static final Backoff POLL = new Backoff(Duration.ofMillis(10), Duration.ofMillis(250));

    /** How often it is read while it is followed, which should be unnecessary. */
    private static final Duration FOLLOWED_POLL = Duration.ofSeconds(5);

    /** How long after a change of the key the first look begins, at most. The server notifies all waiting clients in the same order. */
    private static final long SPREAD_NANOS_MAX = 1_000_000;

    private static final int SPREAD_HALVED_MAX = 20;

    /** The maximum time that giving up takes. */
    static final Duration UNDO_MAX = Duration.ofSeconds(5);

    /** How long a read that showed the lock as held remains valid: several polls. */
    private static final Duration SEEN_TAKEN_MAX = Duration.ofSeconds(1);

    private final AcquireTimeout patience;
    private final KeyWatch watch;
    private final CompletableFuture<Optional<Held>> result = new CompletableFuture<>();
    private LockContext terms;
    private long began;
    private Loop.Alarm timeUp = () -> {};

    /** How the last write was made; null before the first one. */
    private @Nullable Claim claim;

    private long claimBegan;

    /** The last claim that was lost before the lock was taken, and how many were in a row, the first of which began at that time. */
    private @Nullable Claim lostClaim;

    private int lostClaims;
    private long lostSince;

    /** How often another client was seen to hold the lock, and when last. */
    private int polls;

    /** Whether a write was refused, because another client was faster. */
    private boolean wasRefused;

    private long seenTakenAt;
    private Loop.Alarm poll = () -> {};
    private boolean polling;
    private CompletableFuture<?> underWay = new CompletableFuture<>();
    private boolean givingUp;
    private long gaveUpAt;

    /** The version expected by a write whose outcome is unknown; null if there is no such write. */
    private @Nullable Version ambiguous;

    private @Nullable Throwable failed;

    /** The store that the last read was sent to. Its versions are meaningless in another store. */
    private Optional<StoreId> store = Optional.empty();

    Acquisition(LockContext terms, AcquireTimeout patience) {
        this.terms = terms;
        this.patience = patience;
        this.watch = terms.client()
                .watches()
                .of(
                        terms.key(),
                        looks -> POLL.delayNanos(looks, terms.chance()),
                        FOLLOWED_POLL,
                        looks -> spreadNanos(looks, terms.chance()));
    }

    /** Why less after each look: those that have waited longest come first, so that none starves. */
    private static long spreadNanos(int looks, RandomGenerator chance) {
        return chance.nextLong(1 + (SPREAD_NANOS_MAX >> Math.min(looks, SPREAD_HALVED_MAX)));
    }

    /** The hold; empty if another client held the lock until the timeout, or if the attempt was abandoned. */
    @Override
    public CompletableFuture<Optional<Held>> result() {
        return result;
    }

    /** Starts the attempt. Any thread may call this. */
    @Override
    public void start() {
        terms.onLoop(this::begin, result::completeExceptionally);
    }

    private void begin() {
        if (terms.open().isClosing()) {
            result.completeExceptionally(clientClosed());
            return;
        }
        terms.open().add(this);
        terms.session().enter();
        result.whenComplete((held, failure) -> ended());
        began = terms.loop().nanos();
        if (terms.options().inSession()) {
            terms.session().open(); // why already here: the session is open by the time the read is answered
        }
        store = terms.clerk().storeId();
        Optional<Version> free = terms.session().lastRelease().freeIn(store);
        Optional<Claim> ready = free.flatMap(version -> claimNow());
        if (ready.isPresent()) {
            takeFirst(ready.get(), free.orElseThrow());
        } else {
            read();
        }
    }

    private void ended() {
        terms.open().remove(this);
        terms.session().leave();
    }

    private static NotSentException clientClosed() {
        return new NotSentException("not sent: the client is closed");
    }

    /** Abandons the attempt because the client is closing, which its caller learns from an exception. Called on the loop. */
    @Override
    public void endForClose() {
        if (failed == null) {
            failed = clientClosed();
        }
        stopWaiting();
    }

    /** Abandons the attempt and undoes its effects. Any thread may call this. */
    @Override
    public void giveUp() {
        terms.onLoop(this::stopWaiting, result::completeExceptionally);
    }

    private void stopWaiting() {
        if (givingUp || result.isDone()) {
            return;
        }
        beginGivingUp();
        if (polling) {
            stopPolling();
            undo();
        } else {
            underWay.cancel(false); // why: it may take long; a write that was sent becomes ambiguous and is undone
        }
    }

    private void beginGivingUp() {
        if (!givingUp) {
            givingUp = true;
            gaveUpAt = terms.loop().nanos();
        }
    }

    private <T> void then(CompletableFuture<T> operation, Consumer<T> next, Consumer<Throwable> failure) {
        underWay = operation;
        terms.then(operation, next, failure);
    }

    private void read() {
        Optional<StoreId> now = terms.clerk().storeId();
        if (!now.equals(store)) {
            ambiguous = null; // why: what was sent to one store never reaches the next
            store = now;
        }
        then(current().clerk().get(terms.key()), this::haveRead, this::fail);
    }

    /** The terms, with the remaining time as the deadline. */
    private LockContext current() {
        if (givingUp) {
            return terms.within(undoLeft());
        }
        return patience.isTimed() ? terms.within(atLeastOne(patience.leftNanos(since(began)))) : terms;
    }

    private Duration undoLeft() {
        return atLeastOne(UNDO_MAX.toNanos() - since(gaveUpAt));
    }

    private static Duration atLeastOne(long nanos) {
        return Duration.ofNanos(Math.max(1, nanos));
    }

    private long since(long then) {
        return terms.loop().nanos() - then;
    }

    private boolean isTimeUp() {
        return patience.leftNanos(since(began)) == 0;
    }

    private boolean storeChanged() {
        return !terms.clerk().storeId().equals(store);
    }

    private void haveRead(Optional<Versioned> read) {
        if (storeChanged()) {
            read(); // why: either store may have been read; this also happens at a client's first operation
            return;
        }
        Version version = read.map(Versioned::version).orElse(Version.NONE);
        Value value = read.map(Versioned::value).orElse(Value.EMPTY);
        if (LockValue.isOf(terms.id(), value)) {
            granted(version);
        } else if (LockValue.isTaken(value)) {
            if (claim == null || ambiguous == null || !claim.mayTakeLater(ambiguous)) {
                ambiguous = null; // why: a late write of ours expects an earlier version, at which the lock was free
            }
            lostClaims = 0;
            taken();
        } else if (givingUp) {
            fence(version);
        } else {
            write(version);
        }
    }

    private void write(Version free) {
        if (claim != null && !claim.isLost()) {
            take(claim, free);
        } else if (claim == null || claim == lostClaim) {
            claimAndTake(free);
        } else {
            claimWasLost(claim, free);
        }
    }

    /**
     * Claims the lock again, and after the first loss only after a pause: if a time to live is shorter than a request takes, every
     * session ends before the lock can be written in it.
     */
    private void claimWasLost(Claim lost, Version free) {
        lostClaim = lost;
        lostClaims++;
        if (lostClaims == 1) {
            lostSince = claimBegan;
            claimAndTake(free);
        } else if (since(lostSince) < terms.client().deadline().toNanos()) {
            poll = terms.loop().schedule(POLL.delayNanos(lostClaims, terms.chance()), this::lookAfterLoss);
            polling(this::lookAfterLoss);
        } else {
            fail(tooManyLosses());
        }
    }

    private NotSentException tooManyLosses() {
        return new NotSentException("not sent: " + lostClaims
                + " sessions in a row ended before the lock could be written in them; the time to live of "
                + terms.options().ttl().toMillis() + " ms may be too short for this connection");
    }

    private void lookAfterLoss() {
        stopPolling();
        if (isTimeUp()) {
            fail(tooManyLosses());
        } else {
            read();
        }
    }

    private void claimAndTake(Version free) {
        Optional<Claim> ready = claimNow();
        if (ready.isPresent()) {
            takeFirst(ready.get(), free);
        } else {
            then(terms.session().claim(operationNanosMax()), begun -> takeFirst(begun, free), this::fail);
        }
    }

    /** A claim for the first write, if it needs no waiting for a session. */
    private Optional<Claim> claimNow() {
        return terms.options().inSession() ? terms.session().claimNow() : Optional.of(BareClaim.INSTANCE);
    }

    private long operationNanosMax() {
        long deadline = terms.client().deadline().toNanos();
        return patience.isTimed() ? Math.min(deadline, patience.leftNanos(since(began))) : deadline;
    }

    private void takeFirst(Claim begun, Version free) {
        if (claim != null) {
            terms = terms.withFreshId(); // why: what was written in a session that is over must not count as ours
            ambiguous = null;
        }
        claim = begun;
        if (givingUp) {
            end();
        } else {
            take(begun, free);
        }
    }

    private void take(Claim by, Version free) {
        claimBegan = terms.loop().nanos();
        then(by.take(current(), store.orElseThrow(), free), outcome -> haveWritten(outcome, free), this::writeFailed);
    }

    private void writeFailed(Throwable failure) {
        boolean sessionWasLost = claim != null
                && claim.isLost()
                && !givingUp
                && since(claimBegan) < terms.client().deadline().toNanos();
        if (storeChanged() || sessionWasLost) {
            read();
        } else {
            fail(failure);
        }
    }

    private void haveWritten(PutOutcome outcome, Version expected) {
        if (outcome instanceof PutOutcome.Ok ok) {
            granted(ok.version());
            return;
        }
        if (outcome instanceof PutOutcome.ErrMaybe) {
            ambiguous = expected;
            claim().takenPerhaps();
        } else {
            wasRefused = true;
        }
        if (!givingUp && patience.isTimed() && isTimeUp()) {
            beginGivingUp();
        }
        if (givingUp) {
            undo();
        } else {
            read();
        }
    }

    private void taken() {
        polls++;
        seenTakenAt = terms.loop().nanos();
        if (givingUp || isTimeUp()) {
            undo();
            return;
        }
        poll = watch.next(polls, this::look);
        polling(this::look);
    }

    /** @param look runs when the time is up, unless {@link #poll} is earlier */
    private void polling(Runnable look) {
        polling = true;
        if (patience.isTimed()) {
            timeUp = terms.loop().schedule(patience.leftNanos(since(began)), look);
        }
    }

    private void look() {
        stopPolling();
        if (isTimeUp()) {
            undo();
        } else {
            read();
        }
    }

    private void stopPolling() {
        polling = false;
        poll.cancel();
        timeUp.cancel();
    }

    private void granted(Version token) {
        if (storeChanged()) {
            read(); // why: the write was lost with the store it was sent to
            return;
        }
        if (!claim().isAlive()) {
            taken(); // why: the session that owns the key is over, or will be, and then the lock is free
        } else if (givingUp) {
            Held unwanted = new Held(terms, claim(), token, store.orElseThrow());
            terms.then(unwanted.discardWithin(undoLeft()), released -> end(), failure -> end());
        } else {
            terms.session().lastRelease().acquired(wasRefused || polls > 0);
            Held held = new Held(terms, claim(), token, store.orElseThrow());
            result.complete(Optional.of(terms.isTicket() ? held : held.granted()));
        }
    }

    private Claim claim() {
        if (claim == null) {
            throw new IllegalStateException("nothing has been written");
        }
        return claim;
    }

    private void undo() {
        if (ambiguous == null || claim().isLost()) {
            end();
            return;
        }
        beginGivingUp();
        Optional<CompletableFuture<?>> cancelled = claim().cancelUnknown(terms.within(undoLeft()), store.orElseThrow());
        if (cancelled.isEmpty()) {
            read();
            return;
        }
        terms.then(
                cancelled.get(),
                replies -> {
                    ambiguous = null;
                    read();
                },
                failure -> {
                    claim().discard();
                    end();
                });
    }

    /** Makes sure that an ambiguous write can no longer take effect, by writing an empty value at the version it expects. */
    private void fence(Version free) {
        if (ambiguous == null || !ambiguous.equals(free)) {
            end();
            return;
        }
        then(
                current().putIn(store.orElseThrow(), Value.EMPTY, free),
                outcome -> {
                    if (outcome instanceof PutOutcome.Ok) {
                        end();
                    } else {
                        read();
                    }
                },
                this::writeFailed);
    }

    private void fail(Throwable failure) {
        boolean cancelled = failure instanceof CancellationException; // why: giving up cancels the operation
        if (failed == null && !cancelled && !wasTakenWhenTimeWasUp()) {
            failed = failure;
        }
        if (ambiguous == null || (givingUp && !cancelled)) {
            end();
            return;
        }
        beginGivingUp(); // why: the server is unreachable and a write is ambiguous, so try to undo it
        undo();
    }

    /** Whether only the timeout interrupted the last read, and another client held the lock shortly before. */
    private boolean wasTakenWhenTimeWasUp() {
        return patience.isTimed()
                && isTimeUp()
                && ambiguous == null
                && polls > 0
                && since(seenTakenAt) <= SEEN_TAKEN_MAX.toNanos();
    }

    private void end() {
        if (failed == null) {
            result.complete(Optional.empty());
        } else {
            result.completeExceptionally(failed);
        }
    }
}
