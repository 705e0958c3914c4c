package dev.latchkey.app.lock;

import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.clerk.NoAnswerException;
import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.Lock;
import dev.latchkey.client.lock.holder.LockHolder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Acquires a lock, and reports what it waits for: another holder, or a server that does not reply. {@link #acquire} is for one
 * thread and one call.
 */
final class LockWait {

    /** The wait expired while no server replied. The message says what was tried. */
    static final class ExpiredException extends RuntimeException {

        private static final long serialVersionUID = 1;

        ExpiredException(LatchkeyException cause) {
            super(String.valueOf(cause.getMessage()), cause);
        }
    }

    private static final long FIRST_LOOK_SECONDS = 1;
    private static final long NEXT_LOOK_SECONDS = 5;

    /** Stands for no limit: the lock accepts no longer time. */
    private static final Duration FOREVER = Duration.ofDays(365);

    private final Lock lock;
    private final String noun;
    private final Optional<Duration> patience;
    private final String ownText;
    private final Consumer<String> tell;
    private final Thread waiting = Thread.currentThread();

    private boolean isOver;
    private boolean hasReachedServer;
    private boolean isUnreachable;
    private boolean hasNamedHolder;

    /** Why the wait was ended although it has no limit; null if it was not. */
    private @Nullable LatchkeyException hopeless;

    /**
     * @param patience how long to wait; empty waits without limit, but not for a server that has never replied
     * @param ownText the owner text of this process, which is not reported as another holder
     */
    LockWait(Lock lock, String noun, Optional<Duration> patience, String ownText, Consumer<String> tell) {
        this.lock = lock;
        this.noun = noun;
        this.patience = patience;
        this.ownText = ownText;
        this.tell = tell;
    }

    /**
     * Acquires the lock; empty if another client held it until the end of the wait.
     *
     * @throws InterruptedException if the thread is interrupted; the attempt has been undone then
     * @throws ExpiredException if the wait expired while no server replied
     * @throws LatchkeyException if no server replied to a wait without limit, or the server refuses the request
     */
    Optional<Held> acquire() throws InterruptedException {
        if (patience.equals(Optional.of(Duration.ZERO))) {
            return lock.tryAcquire();
        }
        lookAfter(FIRST_LOOK_SECONDS);
        try {
            // why a time even without a limit: it is the deadline of each request, so that an absent server ends no
            // wait
            return lock.tryAcquire(patience.orElse(FOREVER));
        } catch (InterruptedException e) {
            throw reasonOf(e);
        } catch (NoAnswerException | NotSentException e) {
            throw new ExpiredException(e);
        } finally {
            end();
        }
    }

    private synchronized InterruptedException reasonOf(InterruptedException interrupt) {
        if (hopeless != null) {
            throw hopeless;
        }
        return interrupt;
    }

    private synchronized void end() {
        isOver = true;
        if (hopeless != null) {
            Thread.interrupted(); // why: the lock may have been acquired just before the interrupt
        }
    }

    /** Reads the holder after a delay, and again until the wait is over. */
    private void lookAfter(long seconds) {
        CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS).execute(this::look);
    }

    private synchronized void look() {
        if (!isOver) {
            lock.async()
                    .status()
                    .whenComplete(
                            (holder, failure) -> haveLooked(failure == null ? holder : Optional.empty(), failure));
        }
    }

    private synchronized void haveLooked(Optional<LockHolder> holder, @Nullable Throwable failure) {
        if (isOver) {
            return;
        }
        if (failure == null) {
            reached(holder);
        } else if (failure instanceof NoAnswerException || failure instanceof NotSentException) {
            unreachable((LatchkeyException) failure);
        }
        if (hopeless == null) {
            lookAfter(NEXT_LOOK_SECONDS);
        }
    }

    private void reached(Optional<LockHolder> holder) {
        hasReachedServer = true;
        // why not itself: on a slow machine, the lock may have been acquired by the time of this look
        boolean isHeldByAnother = holder.isPresent() && !holder.get().owner().equals(ownText);
        if (isHeldByAnother && (!hasNamedHolder || isUnreachable)) {
            hasNamedHolder = true;
            tell.accept("waiting for " + noun + " '" + lock.name() + "', held by " + HolderPrinter.who(holder.get()));
        }
        isUnreachable = false;
    }

    private void unreachable(LatchkeyException failure) {
        if (patience.isEmpty() && !hasReachedServer) {
            hopeless = failure;
            waiting.interrupt();
        } else if (!isUnreachable) {
            isUnreachable = true;
            tell.accept("waiting for " + noun + " '" + lock.name() + "', although no server replies");
        }
    }
}
