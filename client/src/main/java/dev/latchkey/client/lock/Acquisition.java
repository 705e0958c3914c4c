package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.Loop;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to get a lock, as steps on the loop: read the key; if it is free, write our id at the version it has; if nobody
 * knows whether that was done, read again and look for the id.
 *
 * <p>Giving up while a write is in doubt takes more: the write may still be executed. If the read shows our id, it is released.
 * If it shows the version that the write expects, an empty value is written at that version, so that the late write finds
 * another one and is refused. Versions never go back, so after that it is refused for ever.
 */
final class Acquisition {

    private static final Backoff POLL = new Backoff(Duration.ofMillis(10), Duration.ofMillis(250));

    /** How long giving up may take. */
    private static final Duration UNDO_MAX = Duration.ofSeconds(5);

    /** For how long it can be believed that somebody still holds the lock: several polls. */
    private static final Duration NEWS_MAX = Duration.ofSeconds(1);

    private final Terms terms;
    private final Patience patience;
    private final CompletableFuture<Optional<Held>> result = new CompletableFuture<>();
    private long began;

    /** How often somebody else was seen to hold it, and when last. */
    private int polls;

    private long seenTakenAt;
    private Loop.Alarm poll = () -> {};
    private boolean polling;
    private CompletableFuture<?> underWay = new CompletableFuture<>();
    private boolean givingUp;
    private long gaveUpAt;

    /** The version that a write expects of which nobody knows whether it was executed, or will be. */
    private @Nullable Version doubt;

    private @Nullable Throwable failed;

    /** The store that the last read was sent to. Versions mean something in it alone. */
    private Optional<StoreId> store = Optional.empty();

    Acquisition(Terms terms, Patience patience) {
        this.terms = terms;
        this.patience = patience;
    }

    Terms terms() {
        return terms;
    }

    /** The hold; empty if somebody else had the lock as long as we were patient, or if we gave up. */
    CompletableFuture<Optional<Held>> result() {
        return result;
    }

    /** On any thread. */
    void start() {
        terms.onLoop(
                () -> {
                    began = terms.loop().nanos();
                    read();
                },
                result::completeExceptionally);
    }

    /** Ends the attempt as if it had never been. On any thread. */
    void giveUp() {
        terms.onLoop(this::stopWaiting, result::completeExceptionally);
    }

    private void stopWaiting() {
        if (givingUp || result.isDone()) {
            return;
        }
        beginGivingUp();
        if (polling) {
            polling = false;
            poll.cancel();
            undo();
        } else {
            underWay.cancel(false); // why: it may take long, and what was sent ends in doubt, which is undone
        }
    }

    private void beginGivingUp() {
        givingUp = true;
        gaveUpAt = terms.loop().nanos();
    }

    private <T> void then(CompletableFuture<T> operation, Consumer<T> next, Consumer<Throwable> failure) {
        underWay = operation;
        terms.then(operation, next, failure);
    }

    private void read() {
        Optional<StoreId> now = terms.clerk().storeId();
        if (!now.equals(store)) {
            doubt = null; // why: what was sent to one store never reaches the next
            store = now;
        }
        then(current().clerk().get(terms.key()), this::haveRead, this::fail);
    }

    /** The terms with the time that is left. */
    private Terms current() {
        if (givingUp) {
            return terms.within(atLeastOne(UNDO_MAX.toNanos() - since(gaveUpAt)));
        }
        return patience.isTimed() ? terms.within(atLeastOne(patience.leftNanos(since(began)))) : terms;
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
            read(); // why: nobody knows which of the two stores was read; so too at a client's first operation
            return;
        }
        Version version = read.map(Versioned::version).orElse(Version.NONE);
        Value value = read.map(Versioned::value).orElse(Value.EMPTY);
        if (value.equals(terms.id())) {
            granted(version);
        } else if (value.length() > 0) {
            doubt = null; // why: a late write of ours expects a version that was free, and this one comes after it
            taken();
        } else if (givingUp) {
            fence(version);
        } else {
            write(version);
        }
    }

    private void write(Version free) {
        then(
                current().putIn(store.orElseThrow(), terms.id(), free),
                outcome -> haveWritten(outcome, free),
                this::writeFailed);
    }

    private void writeFailed(Throwable failure) {
        if (storeChanged()) {
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
            doubt = expected;
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
            end();
            return;
        }
        polling = true;
        long delay = Math.min(POLL.delayNanos(polls, terms.chance()), patience.leftNanos(since(began)));
        poll = terms.loop().schedule(delay, () -> {
            polling = false;
            if (isTimeUp()) {
                end();
            } else {
                read();
            }
        });
    }

    private void granted(Version token) {
        if (storeChanged()) {
            read(); // why: what we wrote went with the store it was written to
            return;
        }
        if (givingUp) {
            Held unwanted = new Held(current(), token, store.orElseThrow());
            terms.then(unwanted.releaseOnLoop(), released -> end(), failure -> end());
        } else {
            result.complete(Optional.of(new Held(terms, token, store.orElseThrow())));
        }
    }

    private void undo() {
        if (doubt == null) {
            end();
        } else {
            read();
        }
    }

    /** Makes sure that a write in doubt can never be executed any more: its version is used up by an empty value. */
    private void fence(Version free) {
        if (doubt == null || !doubt.equals(free)) {
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
        boolean cancelled = failure instanceof CancellationException; // why: that is our own doing, in giving up
        if (failed == null && !cancelled && !wasTakenWhenTimeWasUp()) {
            failed = failure;
        }
        if (doubt == null || (givingUp && !cancelled)) {
            end();
            return;
        }
        if (!givingUp) {
            beginGivingUp(); // why: the server is out of reach with a write in doubt, and this tries to take it back
        }
        read();
    }

    /** Whether the last look was only cut short by the end of our patience, and somebody held the lock just before. */
    private boolean wasTakenWhenTimeWasUp() {
        return patience.isTimed()
                && isTimeUp()
                && doubt == null
                && polls > 0
                && since(seenTakenAt) <= NEWS_MAX.toNanos();
    }

    private void end() {
        if (failed == null) {
            result.complete(Optional.empty());
        } else {
            result.completeExceptionally(failed);
        }
    }
}
