package dev.latchkey.app.network;

import dev.latchkey.trial.faults.Fault;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** A fault for the next request only. */
final class SingleFault implements Supplier<Fault> {

    private final AtomicReference<Fault> next;

    SingleFault(Fault fault) {
        next = new AtomicReference<>(fault);
    }

    @Override
    public Fault get() {
        return next.getAndSet(Fault.NONE);
    }
}
