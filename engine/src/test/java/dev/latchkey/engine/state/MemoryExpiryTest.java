package dev.latchkey.engine.state;

import dev.latchkey.core.StateLimits;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.session.ExpiryContract;

/** Sessions of the in-memory engine. */
class MemoryExpiryTest extends ExpiryContract {

    MemoryExpiryTest() {
        super(time -> new MemoryEngine(TestStore.STORE_ID, StateLimits.STANDARD, 1 << 20, TestStore.HASH, time));
    }

    @Override
    protected void step(Engine engine) {
        // Commands are never queued.
    }
}
