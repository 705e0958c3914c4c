package dev.latchkey.server.users;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs checks of secrets that take long, off the event loops. */
public interface SecretChecks {

    /** Runs each check immediately, on the calling thread. */
    SecretChecks IMMEDIATE = (check, home, whenDone) -> {
        whenDone.accept(check.get());
        return true;
    };

    /**
     * Runs {@code check} and passes its result to {@code whenDone} on {@code home}. Returns false, and does nothing, if too many checks
     * wait already.
     */
    boolean begin(Supplier<LoginVerdict> check, Executor home, Consumer<LoginVerdict> whenDone);
}
