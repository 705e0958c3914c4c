package dev.latchkey.client.lock;

import dev.latchkey.client.link.Loop;
import java.util.function.IntToLongFunction;

/** Watches a key by polling it: the key may have changed whenever some time has passed. */
final class PolledKey implements KeyWatch {

    private final Loop loop;
    private final IntToLongFunction delayNanos;

    /** @param delayNanos the delay after a number of looks */
    PolledKey(Loop loop, IntToLongFunction delayNanos) {
        this.loop = loop;
        this.delayNanos = delayNanos;
    }

    @Override
    public Loop.Alarm next(int looks, Runnable look) {
        return loop.schedule(delayNanos.applyAsLong(looks), look);
    }
}
