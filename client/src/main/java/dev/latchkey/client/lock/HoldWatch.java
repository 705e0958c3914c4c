package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.link.Loop;
import dev.latchkey.client.lock.loss.LockLoss;
import dev.latchkey.client.lock.waiting.KeyWatch;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Watches the key of a lock that is held, and reports the lock as lost when the key is not at its token any more, or when the clocks
 * say that the session may have ended. All methods are called on the event loop.
 */
final class HoldWatch {

    private static final Duration INTERVAL_MIN = Duration.ofMillis(100);
    private static final Duration INTERVAL_MAX = Duration.ofSeconds(1);

    /** Why not immediately: most locks are held for a shorter time, and need not be followed. */
    private static final Duration START_AFTER = Duration.ofMillis(20);

    /** The time to live divided by this is the interval between two looks. */
    private static final int LOOKS_PER_TTL = 3;

    private final LockContext terms;
    private final Held held;
    private final Duration interval;
    private final KeyWatch watch;
    private Loop.Alarm alarm = () -> {};
    private CompletableFuture<?> read = new CompletableFuture<>();
    private boolean begun;

    /** Whether the first look was planned. */
    private boolean planned;

    private boolean stopped;

    HoldWatch(LockContext terms, Held held) {
        this.terms = terms;
        this.held = held;
        this.interval = interval(terms.options().ttl());
        this.watch = terms.client().watches().of(terms.key(), this::delayNanos, interval, looks -> 0);
    }

    private long delayNanos(int looks) {
        return (looks == 1 ? interval.minus(START_AFTER) : interval).toNanos();
    }

    private static Duration interval(Duration ttl) {
        Duration part = ttl.dividedBy(LOOKS_PER_TTL);
        if (part.compareTo(INTERVAL_MIN) < 0) {
            return INTERVAL_MIN;
        }
        return part.compareTo(INTERVAL_MAX) > 0 ? INTERVAL_MAX : part;
    }

    /** Begins to watch. Idempotent. */
    void start() {
        if (!begun && !stopped) {
            begun = true;
            alarm = terms.loop().schedule(START_AFTER.toNanos(), this::lookLater);
        }
    }

    /** Stops for good. */
    void stop() {
        stopped = true;
        alarm.cancel();
        read.cancel(false);
    }

    private void lookLater() {
        if (!stopped) {
            alarm = watch.next(planned ? 2 : 1, this::look);
            planned = true;
        }
    }

    private void look() {
        if (isOver()) {
            return;
        }
        CompletableFuture<Optional<Versioned>> begunRead = reader().get(terms.key());
        read = begunRead;
        terms.then(begunRead, this::haveRead, failure -> lookLater()); // why no report: the clocks end the hold in time
    }

    private AsyncClerk reader() {
        return terms.client().reader().withDeadline(INTERVAL_MAX);
    }

    /** Reports the loss that follows from the clocks or the store; returns whether there is nothing to watch any more. */
    private boolean isOver() {
        if (!stopped) {
            held.lossNow().ifPresent(held::lose);
        }
        return stopped;
    }

    private void haveRead(Optional<Versioned> found) {
        if (isOver()) {
            return;
        }
        if (isHeldAt(found, held.version())) {
            lookLater();
        } else {
            CompletableFuture<Boolean> exists = held.claim().sessionExists(reader());
            terms.then(exists, this::changed, failure -> changed(true));
        }
    }

    /** The key is not at the version of the hold. */
    private void changed(boolean sessionExists) {
        if (held.isReleasing()) { // why: the release changes the key as well
            lookLater();
        } else {
            held.lose(sessionExists ? LockLoss.BROKEN : LockLoss.EXPIRED);
        }
    }

    private static boolean isHeldAt(Optional<Versioned> found, Version version) {
        return found.isPresent() && found.get().version().equals(version);
    }
}
