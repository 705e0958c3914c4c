package dev.latchkey.engine.figures;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A counter that one thread at a time increments and any thread reads. It costs the writer a plain addition: no atomic instruction, and
 * no memory barrier.
 */
public final class Counter {

    private final AtomicLong value = new AtomicLong();

    /** Adds {@code n}. For the writer only. */
    public void add(long n) {
        value.setOpaque(value.getPlain() + n);
    }

    /** The current value, which may lag behind the writer by an instant. */
    public long get() {
        return value.getOpaque();
    }
}
