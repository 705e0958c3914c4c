package dev.latchkey.server.net;

import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** Sockets over the durable engine; each batch is committed by an event loop or by the writer thread, chosen at random. */
class StepsLentNowAndThenNodeTest extends DurableNodeTest {

    @Override
    BooleanSupplier lends() {
        SplittableRandom chance = new SplittableRandom(5);
        return () -> chance.nextInt(3) > 0;
    }
}
