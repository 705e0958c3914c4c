package dev.latchkey.server.net;

import java.util.function.BooleanSupplier;

/** Sockets over the durable engine; the event loops commit inline. */
class LentStepsNodeTest extends DurableNodeTest {

    @Override
    BooleanSupplier lends() {
        return () -> true;
    }
}
