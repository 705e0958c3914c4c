package dev.latchkey.server.net;

import java.util.function.BooleanSupplier;

/** Sockets over the durable engine, its steps taken by the threads of the network. */
class LentStepsNodeTest extends DurableNodeTest {

    @Override
    BooleanSupplier lends() {
        return () -> true;
    }
}
