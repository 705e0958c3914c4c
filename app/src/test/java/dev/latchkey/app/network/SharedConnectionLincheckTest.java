package dev.latchkey.app.network;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Several threads share one Clerk and thus one connection. Lincheck runs them concurrently and searches for a sequential order
 * that explains all results. Its model checking mode requires code without a network, because it would have to run the event
 * loop of Netty itself.
 */
@Param(name = "key", gen = IntGen.class, conf = "1:2")
@Param(name = "version", gen = IntGen.class, conf = "0:2")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
public class SharedConnectionLincheckTest {

    /** Counts runs. Each run has its own keys, because Lincheck makes thousands of runs without reporting the end of any. */
    private static final AtomicInteger RUNS = new AtomicInteger();

    private static final Shared SHARED = Shared.open();

    private final String prefix = "run" + RUNS.incrementAndGet() + "/";

    @AfterAll
    static void close() {
        SHARED.latchkey().close();
        SHARED.store().close();
    }

    private record Shared(Store store, Latchkey latchkey) {

        static Shared open() {
            try {
                Store store = new Store();
                return new Shared(store, Latchkey.connect(Store.config(store.hostAndPort())));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static Clerk clerk() {
        return SHARED.latchkey().clerk();
    }

    private Key key(int key) {
        return Key.of(prefix + key);
    }

    @Operation
    public String get(@Param(name = "key") int key) {
        return clerk().get(key(key))
                .map(found -> found.value() + " at " + found.version())
                .orElse("none");
    }

    @Operation
    public String put(@Param(name = "key") int key, @Param(name = "version") int version) {
        PutOutcome outcome = clerk().put(key(key), Value.of("v" + version), Version.of(version));
        return outcome.toString();
    }

    @Operation
    public String delete(@Param(name = "key") int key, @Param(name = "version") int version) {
        PutOutcome outcome = clerk().delete(key(key), Version.of(version + 1));
        return outcome.toString();
    }

    @Test
    void operationsOnOneConnectionAreLinearizable() {
        new StressOptions()
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .iterations(6)
                .invocationsPerIteration(100)
                .check(SharedConnectionLincheckTest.class);
    }
}
