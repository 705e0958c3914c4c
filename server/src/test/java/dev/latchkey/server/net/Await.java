package dev.latchkey.server.net;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for conditions that other threads make true. The timeout is generous: it only ends tests that hang. */
final class Await {

    private static final int LOOKS_MAX = 12_000;
    private static final int LOOK_EVERY_MILLIS = 5;

    private Await() {}

    /** Waits until {@code condition} holds, and fails if it never does. */
    static void until(String what, BooleanSupplier condition) {
        if (!holds(condition)) {
            throw new AssertionError("waited in vain until " + what);
        }
    }

    /** Returns whether {@code condition} holds before the timeout. */
    static boolean holds(BooleanSupplier condition) {
        CountDownLatch never = new CountDownLatch(1);
        try {
            for (int look = 0; look < LOOKS_MAX; look++) {
                if (condition.getAsBoolean()) {
                    return true;
                }
                if (never.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return condition.getAsBoolean();
    }
}
