package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.Link;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.sim.world.VirtualLoop;
import dev.latchkey.wire.Answer;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The memory that a store retains per client that once used it: LOAD-05 without sockets. */
final class LabMemoryTest {

    private static final int CLIENTS = 100_000;
    private static final int VALUE_BYTES = 1_000;
    private static final int BYTES_PER_CLIENT_MAX = 200;
    private static final Key KEY = Key.of("k");

    /**
     * Measures the heap after the clients are gone and only the store is still reachable, minus the heap before they came. Noise
     * of the JVM counts against the store.
     */
    @Test
    void testMemPutManyClientsReliable() {
        StateMachine store = new StateMachine(StateLimits.STANDARD, new SipHash(1, 2));
        long before = heapBytes();

        putFromManyClients(store);

        double perClient = (heapBytes() - before) / (double) CLIENTS;
        System.out.printf(
                "TestMemPutManyClientsReliable: %d Clerks, %.2f bytes of heap kept per Clerk; keys and values: %d bytes in all%n",
                CLIENTS, perClient, store.bytes());
        assertThat(store.revision()).as("puts done").isEqualTo(CLIENTS);
        assertThat(perClient).isLessThan(BYTES_PER_CLIENT_MAX);
    }

    private static void putFromManyClients(StateMachine store) {
        VirtualLoop loop = new VirtualLoop();
        Random chance = new Random(1);
        Value value = Value.owning(new byte[VALUE_BYTES]);
        List<AsyncClerk> clerks = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            AsyncClerk clerk = Latchkey.over(loop, new DirectLink(loop, store), chance, ClientConfig.of("virtual"))
                    .clerk()
                    .withoutSession()
                    .async();
            clerks.add(clerk);
            assertThat(loop.await(clerk.put(KEY, Value.EMPTY, Version.of(1)))).isEqualTo(new PutOutcome.ErrNoKey());
        }
        for (int i = 0; i < CLIENTS; i++) {
            assertThat(loop.await(clerks.get(i).put(KEY, value, Version.of(i)))).isInstanceOf(PutOutcome.Ok.class);
        }
    }

    /** The bytes in use after a full collection, that is, one that cleared a weak reference. */
    private static long heapBytes() {
        WeakReference<Object> canary = new WeakReference<>(new Object());
        while (canary.get() != null) {
            System.gc();
        }
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** A link that loses nothing and retains nothing. */
    private record DirectLink(VirtualLoop loop, StateMachine store) implements Link {
        @Override
        public void open(Listener listener) {
            listener.ready(new StoreId(0, 1));
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public String status() {
            return "";
        }

        @Override
        public void send(Command command, Attempt attempt) {
            loop.execute(() -> attempt.answered(new Answer.OfStore(store.apply(command))));
        }

        @Override
        public void close() {}
    }
}
