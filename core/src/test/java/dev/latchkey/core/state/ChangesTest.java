package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.core.Command;
import dev.latchkey.core.EventKind;
import dev.latchkey.core.Key;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.history.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The sink receives every key written, in order of revisions, and nothing else; the state is the same with and without it. */
final class ChangesTest {

    private static final Key KEY = Key.of("key");
    private static final Value VALUE = Value.of("value");
    private static final Origin ORIGIN = new Origin("alice", 1_700_000_000_000L);

    private final List<Event> reported = new ArrayList<>();
    private final Changes sink = reported::add;
    private final StateMachine machine = new TestStore().machine();

    private Reply apply(Command command) {
        return machine.apply(command, ORIGIN, sink);
    }

    @Test
    void putIsReported() {
        apply(new Command.Put(KEY, VALUE, Version.NONE));
        apply(new Command.Put(KEY, Value.EMPTY, Version.of(1)));

        assertThat(reported)
                .containsExactly(
                        new Event(1, EventKind.PUT, KEY, Version.of(1), VALUE, ORIGIN, true),
                        new Event(2, EventKind.PUT, KEY, Version.of(2), Value.EMPTY, ORIGIN, true));
    }

    @Test
    void deleteIsReportedWithTheLastVersionAndWithoutValue() {
        machine.apply(new Command.Put(KEY, VALUE, Version.NONE));

        apply(new Command.Delete(KEY, Version.of(1)));

        assertThat(reported).containsExactly(new Event(2, EventKind.DELETE, KEY, Version.of(2), null, ORIGIN, true));
    }

    @Test
    void wrappedWriteIsReportedLikeTheOneItWraps() {
        apply(new Once(1, new Command.Put(KEY, VALUE, Version.NONE)));

        assertThat(reported).containsExactly(new Event(1, EventKind.PUT, KEY, Version.of(1), VALUE, ORIGIN, true));
    }

    @Test
    void refusedWritesAndReadsAreNotReported() {
        machine.apply(new Command.Put(KEY, VALUE, Version.NONE));

        apply(new Command.Put(KEY, VALUE, Version.NONE));
        apply(new Command.Put(Key.of("absent"), VALUE, Version.of(1)));
        apply(new Command.Delete(KEY, Version.of(2)));
        apply(new Command.Delete(Key.of("absent"), Version.of(1)));
        apply(new Command.Get(KEY));
        apply(new Command.ListKeys(Prefix.EMPTY, null, 10, true));

        assertThat(reported).isEmpty();
    }

    @Test
    void nameOfAnOriginIsBoundedInBytes() {
        String longest = "é".repeat(Origin.BY_BYTES_MAX / 2);

        assertThat(new Origin(longest, 0).by()).isEqualTo(longest);
        assertThat(new Origin("x".repeat(Origin.BY_BYTES_MAX), 0).by()).hasSize(Origin.BY_BYTES_MAX);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Origin(longest + "x", 0))
                .withMessage("the name of the origin has 65 bytes: the maximum is 64");
    }

    @Property(tries = 200)
    void changesAreTheHistoryOfTheState(@ForAll long seed) {
        Wanderer wanderer = new Wanderer(new SplittableRandom(seed));
        for (int i = 0; i < 150; i++) {
            wanderer.step();
        }
        StateMachine observed = wanderer.fresh();
        Map<Key, Event> last = new HashMap<>();
        reported.clear();
        for (LogRecord.Write write : wanderer.writes) {
            observed.apply(write.command(), write.origin(), sink);
            assertThat((long) reported.size()).isEqualTo(observed.revision());
        }
        for (int i = 0; i < reported.size(); i++) {
            assertThat(reported.get(i).revision()).isEqualTo(i + 1);
            last.put(reported.get(i).key(), reported.get(i));
        }
        assertThat(observed.history().size()).isLessThanOrEqualTo(reported.size());
        last.values().forEach(change -> assertThat(observed.apply(new Command.Get(change.key())))
                .isEqualTo(replyAfter(change)));
        assertThat(StateBytes.of(observed)).isEqualTo(StateBytes.of(wanderer.machine()));
    }

    private static Reply replyAfter(Event change) {
        return change.value() == null
                ? TestStore.noKey()
                : TestStore.found(change.value().utf8(), change.version().number(), change.revision());
    }
}
