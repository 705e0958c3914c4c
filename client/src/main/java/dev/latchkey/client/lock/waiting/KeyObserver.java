package dev.latchkey.client.lock.waiting;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.link.Loop;
import dev.latchkey.core.Key;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Tells a listener what a key contains, and again whenever that has changed, as steps on the event loop. Values that the key has between
 * two looks are not told. At most one call of the listener is in progress, and none is pending: the newest content is told when the
 * listener returns.
 */
public final class KeyObserver implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final Loop loop;
    private final AsyncClerk reader;
    private final Key key;
    private final Executor completion;
    private final Consumer<Optional<Versioned>> listener;
    private final KeyWatch watch;
    private Loop.Alarm alarm = () -> {};
    private int looks;
    private volatile boolean closed;

    /** What the listener was told last, if it was told anything. */
    private Optional<Versioned> told = Optional.empty();

    private boolean hasTold;

    private Optional<Versioned> newest = Optional.empty();
    private boolean telling;

    private KeyObserver(
            Loop loop,
            AsyncClerk reader,
            Key key,
            KeyWatch.Factory watches,
            Executor completion,
            Consumer<Optional<Versioned>> listener) {
        this.loop = loop;
        this.reader = reader;
        this.key = key;
        this.completion = completion;
        this.listener = listener;
        this.watch = watches.of(key, count -> INTERVAL.toNanos());
    }

    /**
     * Begins to observe {@code key}.
     *
     * @param completion the executor on which the listener is called
     */
    public static KeyObserver start(
            Loop loop,
            AsyncClerk reader,
            Key key,
            KeyWatch.Factory watches,
            Executor completion,
            Consumer<Optional<Versioned>> listener) {
        KeyObserver begun = new KeyObserver(loop, reader, key, watches, completion, listener);
        begun.onLoop(begun::look);
        return begun;
    }

    /** Ends the observation: no further call of the listener begins. Any thread may call this. */
    @Override
    public void close() {
        closed = true;
        onLoop(() -> alarm.cancel());
    }

    private void onLoop(Runnable step) {
        try {
            loop.execute(step);
        } catch (RejectedExecutionException e) {
            closed = true; // why: the loop has ended with the client, and with it every observation
        }
    }

    private void look() {
        if (!closed) {
            looks++;
            CompletableFuture<Optional<Versioned>> read = reader.get(key);
            read.whenComplete((found, failure) -> onLoop(() -> {
                if (failure == null) {
                    newest = found;
                    tell();
                }
                lookLater(); // why also after a failure: the next look may succeed
            }));
        }
    }

    private void lookLater() {
        if (!closed) {
            alarm = watch.next(looks, this::look);
        }
    }

    private void tell() {
        if (telling || closed || (hasTold && newest.equals(told))) {
            return;
        }
        Optional<Versioned> content = newest;
        telling = true;
        told = content;
        hasTold = true;
        completion.execute(() -> {
            try {
                if (!closed) {
                    listener.accept(content);
                }
            } finally {
                onLoop(() -> {
                    telling = false;
                    tell();
                });
            }
        });
    }
}
