package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.LogRecord;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The size that a write adds to the state is known before the write is applied, and a wrapped write counts as the one it wraps. */
final class GrowthTest {

    private static final Key KEY = Key.of("key");
    private static final Command.Put CREATE = new Command.Put(KEY, Value.of("value"), Version.NONE);
    private static final int RECORD_BYTES = 80;
    private static final int CANCELLATIONS_BYTES = 176;
    private static final Command.Delete DELETE = new Command.Delete(KEY, Version.of(1));

    private final StateMachine machine = new TestStore().machine();

    @Test
    void wrappedPutGrowsTheStateLikeThePut() {
        Once wrapped = new Once(1, CREATE);

        assertThat(machine.growthMax(wrapped))
                .isEqualTo(machine.growthMax(CREATE))
                .isGreaterThan(8);
        assertThat(machine.growth(wrapped)).isEqualTo(machine.growth(CREATE)).isGreaterThan(8);
    }

    @Test
    void wrappedDeleteFreesLikeTheDelete() {
        machine.apply(CREATE);
        Once wrapped = new Once(2, DELETE);

        assertThat(machine.growthMax(wrapped)).isZero();
        assertThat(machine.growth(wrapped)).isEqualTo(machine.growth(DELETE)).isNegative();
    }

    @Test
    void refusedWritesDoNotGrowTheState() {
        assertThat(machine.growth(DELETE)).isZero();
        machine.apply(CREATE);
        assertThat(machine.growth(CREATE)).isZero();
        assertThat(machine.growth(new Command.Delete(KEY, Version.of(2)))).isZero();
    }

    @Test
    void deleteThatFoldsATombstoneFreesThatToo() {
        TestStore store = new TestStore(new StateLimits(1, 1, Version.MAX));
        store.createAndDelete("a long key");
        store.machine().apply(CREATE);
        long before = store.machine().bytes();
        long growth = store.machine().growth(DELETE);

        store.machine().apply(DELETE);

        assertThat(growth).isEqualTo(store.machine().bytes() - before);
    }

    @Property(tries = 300)
    void growthIsWhatTheWriteAdds(@ForAll long seed) {
        Wanderer wanderer = new Wanderer(new SplittableRandom(seed));
        for (int i = 0; i < 100; i++) {
            wanderer.step();
        }
        StateMachine replayed = wanderer.fresh();
        for (LogRecord.Write written : wanderer.writes) {
            Command.Write command = written.command();
            Command.Write write = new Once(0, command);
            long before = replayed.bytes();
            long growth = replayed.growth(write);
            long growthMax = replayed.growthMax(write);
            replayed.apply(write);
            long grown = replayed.bytes() - before;
            if (command instanceof Command.Put || command instanceof Command.Delete) {
                assertThat(growth).as("%s", command).isEqualTo(grown);
            } else {
                assertThat(growth).as("%s", command).isGreaterThanOrEqualTo(grown - uncounted(command));
            }
            assertThat(growth).as("%s", command).isLessThanOrEqualTo(growthMax);
        }
    }

    /** Returns what a command may add although it counts as nothing. */
    private static int uncounted(Command command) {
        if (command instanceof Command.Once once) {
            return once.step() instanceof Command.Delete
                    ? RECORD_BYTES
                    : once.step() instanceof Command.Cancel ? CANCELLATIONS_BYTES : 0;
        }
        return 0;
    }
}
