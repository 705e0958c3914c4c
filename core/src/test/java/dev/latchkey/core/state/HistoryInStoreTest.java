package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.EventKind;
import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.Key;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.StateSnapshot;
import dev.latchkey.core.history.Event;
import dev.latchkey.core.history.EventHistory;
import dev.latchkey.core.history.FollowCursor;
import dev.latchkey.core.history.FollowEvent;
import dev.latchkey.core.history.PageBounds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every write of a store is an event of its history, whichever command made it, and the history is part of the state. */
final class HistoryInStoreTest {

    private static final SessionId SESSION = new SessionId(1, 1);
    private static final Origin ALICE = new Origin("alice", 1_700_000_000_000L);
    private static final Key KEY = Key.of("key");
    private static final PageBounds WIDE = new PageBounds(1_000, 1_000_000, 1_000_000);

    private final StateMachine machine = machine(100);

    private static StateMachine machine(int eventsMax) {
        return new TestStore(StateLimits.STANDARD.withHistory(new HistoryLimits(eventsMax, 1_000_000))).machine();
    }

    private static Command.Put put(String key, String value, long version) {
        return new Command.Put(Key.of(key), Value.of(value), Version.of(version));
    }

    private static Command.Put owned(String key) {
        Command.Owner owner = new Command.Owner(SESSION, "");
        return new Command.Put(Key.of(key), Value.EMPTY, Version.NONE, owner, null);
    }

    private void apply(Command command) {
        machine.apply(command, ALICE, Changes.NONE);
    }

    private static List<FollowEvent> events(EventHistory history, String prefix, long after) {
        return history.page(Prefix.of(prefix), FollowCursor.startingAfter(after), WIDE)
                .events();
    }

    private static List<Event> all(StateMachine machine) {
        EventHistory history = machine.history();
        return events(history, "", history.oldestRevision()).stream()
                .map(FollowEvent::event)
                .toList();
    }

    @Test
    void everyWriteIsAnEventWithItsOrigin() {
        apply(put("key", "one", 0));
        apply(put("key", "refused", 0));
        apply(new Command.Get(KEY));
        apply(put("key", "two", 1));
        apply(new Command.Delete(KEY, Version.of(2)));
        machine.apply(put("key", "", 0));

        assertThat(all(machine))
                .containsExactly(
                        new Event(1, EventKind.PUT, KEY, Version.of(1), Value.of("one"), ALICE, true),
                        new Event(2, EventKind.PUT, KEY, Version.of(2), Value.of("two"), ALICE, true),
                        new Event(3, EventKind.DELETE, KEY, Version.of(3), null, ALICE, true),
                        new Event(4, EventKind.PUT, KEY, Version.of(4), Value.EMPTY, Origin.UNKNOWN, true));
    }

    @Test
    void repeatedStepOfASessionIsOneEvent() {
        apply(new Command.OpenSession(SESSION, 1, ""));
        Command once = new Command.Once(SESSION, "", 1, 0, put("key", "", 0));
        apply(once);
        apply(once);

        assertThat(all(machine)).hasSize(1).allMatch(event -> event.kind() == EventKind.PUT);
    }

    @Test
    void endOfASessionIsOneStep() {
        apply(new Command.OpenSession(SESSION, 1, ""));
        for (String key : List.of("b/1", "a/1", "a/2")) {
            apply(owned(key));
        }
        apply(new Command.EndSession(SESSION));

        assertThat(events(machine.history(), "a/", 3))
                .map(event -> event.previous() + "<" + event.event().revision() + " "
                        + event.event().kind() + " " + event.last())
                .containsExactly("3<4 EXPIRE false", "4<5 EXPIRE true");
        assertThat(events(machine.history(), "b/", 3)).map(FollowEvent::last).containsExactly(true);
        apply(new Command.OpenSession(SESSION, 1, ""));
        apply(owned("c"));
        apply(new Command.CloseSession(SESSION, ""));
        assertThat(all(machine)).last().satisfies(event -> assertThat(event.kind())
                .isEqualTo(EventKind.CLOSE));
    }

    @Test
    void historyIsRestoredWithItsBounds() {
        StateMachine small = machine(3);
        for (int version = 0; version < 5; version++) {
            small.apply(put("key", "v" + version, version), ALICE, Changes.NONE);
        }
        StateMachine restored = StateBytes.restore(StateBytes.of(small));

        assertThat(all(restored)).isEqualTo(all(small)).hasSize(3);
        assertThat(restored.history().isCompacted(1)).isTrue();
        assertThat(restored.bytesWithHistory()).isEqualTo(small.bytesWithHistory());
        for (StateMachine each : List.of(small, restored)) {
            each.apply(put("key", "last", 5), ALICE, Changes.NONE);
        }
        assertThat(all(restored)).isEqualTo(all(small)).hasSize(3);
        assertThat(StateBytes.of(restored)).isEqualTo(StateBytes.of(small));
    }

    @Test
    void storeOfAnOlderVersionBeginsItsHistoryAtItsRevision() throws IOException {
        StateMachine restored =
                StateBytes.restore(PageExamples.ofFile("state-1.txt").get(0));

        assertThat(restored.limits().history()).isEqualTo(HistoryLimits.STANDARD);
        assertThat(restored.history().isCompacted(6)).isTrue();
        assertThat(restored.history().isCompacted(7)).isFalse();
        restored.apply(put("new", "", 0));
        assertThat(events(restored.history(), "new", 7))
                .map(event -> event.event().revision())
                .containsExactly(8L);
    }

    @Test
    void snapshotHoldsTheEventsAsOfItsRevisionWhileTheyAreEvicted() {
        StateMachine small = machine(4);
        for (int version = 0; version < 6; version++) {
            small.apply(put("key", "v" + version, version), ALICE, Changes.NONE);
        }
        byte[] expected = StateBytes.of(small);
        StateSnapshot snapshot = small.snapshot();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(snapshot.next(StateBytes.HEADER_BYTES + 1));

        for (int version = 6; version < 20; version++) {
            small.apply(put("key", "later", version), ALICE, Changes.NONE);
        }
        assertThat(snapshot.heldBytes()).isGreaterThan(3 * 288);
        bytes.writeBytes(StateBytes.drain(snapshot, 1));

        assertThat(bytes.toByteArray()).isEqualTo(expected);
        assertThat(snapshot.heldBytes()).isZero();
    }

    @Test
    void historyOfAKeyIsCompleteUnlessEventsAreMissing() {
        StateMachine small = machine(3);
        for (Command command : List.of(
                put("old", "", 0), put("key", "", 0), put("key", "", 1), new Command.Delete(KEY, Version.of(2)))) {
            small.apply(command);
        }

        assertThat(small.historyOf(KEY, 2).complete()).isTrue();
        assertThat(small.historyOf(KEY, 2).events()).map(Event::revision).containsExactly(4L, 3L);
        assertThat(small.historyOf(Key.of("old"), 2).complete()).isFalse();
        assertThat(small.historyOf(Key.of("old"), 2).events()).isEmpty();
        assertThat(small.historyOf(Key.of("never"), 2).complete()).isTrue();
        small.apply(put("key", "", 0));
        assertThat(small.historyOf(KEY, 10).complete()).isFalse();
        assertThat(small.historyOf(KEY, 10).events()).map(Event::revision).containsExactly(5L, 4L, 3L);
    }

    @Test
    void historyIsNotCountedAsMemoryThatClientsCanFree() {
        machine.apply(put("key", "12345", 0));
        long before = machine.bytes();
        machine.apply(put("key", "54321", 1));

        assertThat(machine.bytes()).isEqualTo(before);
        assertThat(machine.bytesWithHistory()).isEqualTo(before + 2 * (288 + 3 + 5));
    }
}
