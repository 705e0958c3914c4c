package dev.latchkey.engine.durable;

import dev.latchkey.engine.Engine;
import dev.latchkey.engine.session.ExpiryContract;
import dev.latchkey.log.sim.InMemoryDisk;
import java.util.ArrayList;
import java.util.SplittableRandom;

/** Sessions of the durable engine, step by step. */
class DurableExpiryTest extends ExpiryContract {

    DurableExpiryTest() {
        super(time -> DurableEngine.open(
                new InMemoryDisk(),
                SteppedStore.OPTIONS,
                new SplittableRandom(11),
                time,
                SteppedStore.recording(new ArrayList<>())));
    }

    @Override
    protected void step(Engine engine) {
        ((DurableEngine) engine).step(Runnable::run);
    }
}
