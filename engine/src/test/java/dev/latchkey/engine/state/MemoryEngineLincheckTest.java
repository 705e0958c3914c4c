package dev.latchkey.engine.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.engine.Asker;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Linearizability of one engine under several threads: Lincheck explores interleavings, chosen switch by switch or by running threads
 * freely, and looks for a sequential order that explains the replies. The limits are one tombstone and one floor, so that deletes fold
 * tombstones, and so that an engine is small enough to create thousands.
 */
@Param(name = "key", gen = IntGen.class, conf = "1:2")
@Param(name = "version", gen = IntGen.class, conf = "0:3")
public class MemoryEngineLincheckTest {

    private final MemoryEngine engine =
            new MemoryEngine(TestStore.STORE_ID, new StateLimits(1, 1, Version.MAX), 1_000_000, TestStore.HASH);

    private Object submit(Command command) {
        AtomicReference<@Nullable Reply> reply = new AtomicReference<>();
        engine.submit(command, Asker.of(Runnable::run, reply::set, lost -> {}));
        return Objects.requireNonNull(reply.get());
    }

    @Operation
    public Object get(@Param(name = "key") int key) {
        return submit(new Command.Get(Key.of("k" + key)));
    }

    @Operation
    public Object put(@Param(name = "key") int key, @Param(name = "version") int version) {
        return submit(new Command.Put(Key.of("k" + key), Value.of("v"), Version.of(version)));
    }

    @Operation
    public Object delete(@Param(name = "key") int key, @Param(name = "version") int version) {
        return submit(new Command.Delete(Key.of("k" + key), Version.of(version + 1)));
    }

    @Operation
    public Object list() {
        return submit(new Command.ListKeys(Prefix.of("k"), null, 10, true));
    }

    @Operation
    public Object keyspace() {
        return engine.keyspace();
    }

    @Test
    void interleavingsOfTwoThreadsHaveAnOrder() {
        new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(1)
                .iterations(8)
                .invocationsPerIteration(50)
                .check(MemoryEngineLincheckTest.class);
    }

    @Test
    void threadsThatRunFreelyHaveAnOrder() {
        new StressOptions()
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(1)
                .iterations(10)
                .invocationsPerIteration(500)
                .check(MemoryEngineLincheckTest.class);
    }
}
