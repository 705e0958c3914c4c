package dev.latchkey.client.lock;

import dev.latchkey.client.follow.KeyWakeups;
import dev.latchkey.client.link.Loop;
import java.util.function.IntToLongFunction;

/** Reports that the key of a lock may have changed, so that it is worth reading. All methods are called on the event loop. */
interface KeyWatch {

    /**
     * Runs {@code look} once, on the event loop, after the key may have changed. It may also run although the key has not changed.
     *
     * @param looks how often the caller has looked at the key, at least 1
     */
    Loop.Alarm next(int looks, Runnable look);

    /**
     * Watches a key by following it: the look comes as soon as the key has changed.
     *
     * @param pollNanos the delay after a number of looks while the key cannot be followed
     * @param followedNanos the longest time between two looks while it is followed
     * @param spreadNanos how long after a change the look begins, after a number of looks
     */
    static KeyWatch following(
            KeyWakeups.Waiter waiter, IntToLongFunction pollNanos, long followedNanos, IntToLongFunction spreadNanos) {
        return (looks, look) ->
                waiter.next(pollNanos.applyAsLong(looks), followedNanos, spreadNanos.applyAsLong(looks), look);
    }

    /**
     * Watches a key by polling it: the key may have changed whenever some time has passed.
     *
     * @param delayNanos the delay after a number of looks
     */
    static KeyWatch polling(Loop loop, IntToLongFunction delayNanos) {
        return (looks, look) -> loop.schedule(delayNanos.applyAsLong(looks), look);
    }
}
