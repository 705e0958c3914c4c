package dev.latchkey.server.net;

import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** Sockets over the durable engine, each of its steps taken by whom chance says: a thread of the network, or its own. */
class StepsLentNowAndThenNodeTest extends DurableNodeTest {

    @Override
    BooleanSupplier lends() {
        SplittableRandom chance = new SplittableRandom(5);
        return () -> chance.nextInt(3) > 0;
    }
}
