package dev.latchkey.client.lock.waiting;

import dev.latchkey.client.follow.KeyWakeups;
import dev.latchkey.client.link.Loop;
import dev.latchkey.core.Key;
import java.time.Duration;
import java.util.function.IntToLongFunction;

/** Reports that the key of a lock may have changed, so that it is worth reading. All methods are called on the event loop. */
public interface KeyWatch {

    /** Makes watches of keys. A watch is made before the read that decides to wait, so that it misses no change after that read. */
    interface Factory {

        /** The longest time between two looks at a key that is followed, which should be unnecessary. */
        Duration FOLLOWED_MAX = Duration.ofSeconds(5);

        /**
         * Returns a watch of one key.
         *
         * @param pollNanos the delay after a number of looks while the key cannot be followed
         * @param followedMax the longest time between two looks while it is followed
         * @param spreadNanos how long after a change the look begins, after a number of looks
         */
        KeyWatch of(Key key, IntToLongFunction pollNanos, Duration followedMax, IntToLongFunction spreadNanos);

        /** Returns a watch of one key, whose look begins immediately after a change. */
        default KeyWatch of(Key key, IntToLongFunction pollNanos) {
            return of(key, pollNanos, FOLLOWED_MAX, looks -> 0);
        }

        /** Returns a factory of watches that follow their keys if that is possible, and poll otherwise. */
        static Factory following(KeyWakeups wakeups) {
            return (key, pollNanos, followedMax, spreadNanos) ->
                    KeyWatch.following(wakeups.waiter(key), pollNanos, followedMax.toNanos(), spreadNanos);
        }
    }

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
