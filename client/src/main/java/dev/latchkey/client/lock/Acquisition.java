package dev.latchkey.client.lock;

import dev.latchkey.client.Backoff;
import dev.latchkey.client.Loop;
import dev.latchkey.client.PutOutcome;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

    private final Terms terms;
    private final Patience patience;
    private final CompletableFuture<Optional<Held>> result = new CompletableFuture<>();
    private long began;
    private int polls;
    private Loop.Alarm poll = () -> {};
    private boolean polling;
    private boolean givingUp;
    private long gaveUpAt;

    /** The version that a write expects of which nobody knows whether it was executed, or will be. */
    private @Nullable Version doubt;

    private @Nullable Throwable failed;

    private Optional<StoreId> storeBefore = Optional.empty();

    Acquisition(Terms terms, Patience patience) {
        this.terms = terms;
        this.patience = patience;
    }

    /** The hold; empty if somebody else had the lock as long as we were patient, or if we gave up. */
    CompletableFuture<Optional<Held>> result() {
        return result;
    }

    /** On the loop. */
    void begin() {
        began = terms.loop().nanos();
        if (!patience.unbounded() && patience.nanos() > 0) {
            terms.loop().schedule(patience.nanos(), this::stopWaiting);
        }
        read();
    }

    /** Ends the attempt as if it had never been. On any thread. */
    void giveUp() {
        terms.loop().execute(this::stopWaiting);
    }

    private void stopWaiting() {
        if (givingUp || result.isDone()) {
            return;
        }
        givingUp = true;
        gaveUpAt = terms.loop().nanos();
        if (polling) {
            polling = false;
            poll.cancel();
            undo();
        }
    }

    private void read() {
        storeBefore = terms.clerk().storeId();
        terms.then(current().clerk().get(terms.key()), this::haveRead, this::fail);
    }

    /** The terms with the time that is left. */
    private Terms current() {
        if (givingUp) {
            return terms.within(left(UNDO_MAX.toNanos(), gaveUpAt));
        }
        return patience.unbounded() || patience.nanos() == 0 ? terms : terms.within(left(patience.nanos(), began));
    }

    private Duration left(long nanos, long since) {
        return Duration.ofNanos(Math.max(1, nanos - (terms.loop().nanos() - since)));
    }

    private void haveRead(Optional<Versioned> read) {
        if (storeBefore.isEmpty()) {
            storeBefore = terms.clerk().storeId(); // why: this was the first operation of the client
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
        terms.then(
                current().clerk().put(terms.key(), terms.id(), free),
                outcome -> haveWritten(outcome, free),
                this::fail);
    }

    private void haveWritten(PutOutcome outcome, Version expected) {
        if (outcome instanceof PutOutcome.Ok ok) {
            granted(ok.version());
            return;
        }
        if (outcome instanceof PutOutcome.ErrMaybe) {
            doubt = expected;
        }
        if (givingUp) {
            undo();
        } else {
            read();
        }
    }

    private void taken() {
        if (givingUp) {
            end();
        } else if (!patience.unbounded() && patience.nanos() == 0) {
            result.complete(Optional.empty());
        } else {
            polls++;
            polling = true;
            poll = terms.loop().schedule(POLL.delayNanos(polls, terms.chance()), () -> {
                polling = false;
                read();
            });
        }
    }

    private void granted(Version token) {
        Optional<StoreId> store = terms.clerk().storeId();
        if (!store.equals(storeBefore)) {
            doubt = null; // why: what we wrote went with the store it was written to
            storeBefore = store;
            read();
            return;
        }
        Held held = new Held(terms, token, store);
        if (givingUp) {
            terms.then(held.releaseOnLoop(), released -> end(), failure -> end());
        } else {
            result.complete(Optional.of(held));
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
        terms.then(
                current().clerk().put(terms.key(), Value.EMPTY, free),
                outcome -> {
                    if (outcome instanceof PutOutcome.Ok) {
                        end();
                    } else {
                        read();
                    }
                },
                this::fail);
    }

    private void fail(Throwable failure) {
        if (failed == null) {
            failed = failure;
        }
        if (doubt != null && !givingUp) {
            givingUp = true; // why: the server is out of reach with a write in doubt, and this tries to take it back
            gaveUpAt = terms.loop().nanos();
            read();
        } else {
            end();
        }
    }

    private void end() {
        if (failed == null) {
            result.complete(Optional.empty());
        } else {
            result.completeExceptionally(failed);
        }
    }
}
