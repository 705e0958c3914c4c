package dev.latchkey.client.lock.waiting;

import dev.latchkey.client.link.Loop;
import dev.latchkey.core.Key;
import java.util.function.IntToLongFunction;

/** Reports that the key of a lock may have changed, so that it is worth reading. All methods are called on the event loop. */
public interface KeyWatch {

    /** Makes watches of keys. A watch is made before the read that decides to wait, so that it misses no change after that read. */
    interface Factory {

        /**
         * Returns a watch of one key.
         *
         * @param delayNanos the delay after a number of looks, for a watch that polls
         */
        KeyWatch of(Key key, IntToLongFunction delayNanos);
    }

    /**
     * Runs {@code look} once, on the event loop, after the key may have changed. It may also run although the key has not changed.
     *
     * @param looks how often the caller has looked at the key, at least 1
     */
    Loop.Alarm next(int looks, Runnable look);

    /**
     * Watches a key by polling it: the key may have changed whenever some time has passed.
     *
     * @param delayNanos the delay after a number of looks
     */
    static KeyWatch polling(Loop loop, IntToLongFunction delayNanos) {
        return (looks, look) -> loop.schedule(delayNanos.applyAsLong(looks), look);
    }
}
