package dev.latchkey.test;

import java.util.concurrent.atomic.AtomicBoolean;

/** A pause of the server, which ends when it is closed. */
public final class Pause implements AutoCloseable {

    private final Runnable end;
    private final AtomicBoolean ended = new AtomicBoolean();

    Pause(Runnable end) {
        this.end = end;
    }

    /** Lets the server go on. Idempotent; for any thread. */
    @Override
    public void close() {
        if (ended.compareAndSet(false, true)) {
            end.run();
        }
    }
}
