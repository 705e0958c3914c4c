package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.core.Command;
import dev.latchkey.core.EventKind;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.core.history.FollowCursor;
import dev.latchkey.core.history.FollowEvent;
import dev.latchkey.core.history.PageBounds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A transaction executes its operations in order, each after those before it, and either all of them or none. Covers TXN-01, TXN-04. */
final class TransactionTest {

    private static final SessionId SESSION = new SessionId(1, 1);
    private static final Value LARGE = Value.of(new byte[Value.LENGTH_MAX]);

    private final TestStore store = new TestStore();
    private final StateMachine machine = store.machine();

    private static Command.Put put(String key, String value, long version) {
        return new Command.Put(Key.of(key), Value.of(value), Version.of(version));
    }

    private static Command.Put owned(String key, long version) {
        return new Command.Put(
                Key.of(key), Value.EMPTY, Version.of(version), new Command.Owner(SESSION, "alice"), null);
    }

    private static Command.Delete delete(String key, long version) {
        return new Command.Delete(Key.of(key), Version.of(version));
    }

    private static Command.Check check(String key, long version) {
        return new Command.Check(Key.of(key), Version.of(version));
    }

    private static Command.Read read(String key) {
        return new Command.Read(Key.of(key), true);
    }

    private static Command.Transaction transaction(Command.Operation... operations) {
        return new Command.Transaction(List.of(operations));
    }

    private Reply apply(Command.Operation... operations) {
        return machine.apply(transaction(operations));
    }

    private Reply once(long seq, Command.Write step) {
        return machine.apply(new Command.Once(SESSION, "alice", seq, 0, step));
    }

    private static Reply done(Reply.Result... results) {
        return new Reply.Transacted(List.of(results));
    }

    private static Reply refused(int operation, Reply reason) {
        return new Reply.TransactionRefused(operation, reason);
    }

    private static Reply.Result written(long version) {
        return new Reply.Result.Written(Version.of(version));
    }

    private static Reply.Result checked() {
        return Reply.Result.Checked.INSTANCE;
    }

    private static Reply.Result found(String value, long version, long revision) {
        return new Reply.Result.Read(new Versioned(Value.of(value), Version.of(version), revision), true);
    }

    private static Reply.Result absent() {
        return new Reply.Result.Read(null, true);
    }

    @Test
    void everyOperationHasItsResult() {
        store.put("a", "1", 0);

        assertThat(apply(check("a", 1), put("a", "2", 1), put("b", "x", 0), read("c"), check("c", 0)))
                .isEqualTo(done(checked(), written(2), written(1), absent(), checked()));
        assertThat(store.get("a")).isEqualTo(TestStore.found("2", 2, 2));
        assertThat(store.get("b")).isEqualTo(TestStore.found("x", 1, 3));
        assertThat(machine.revision()).isEqualTo(3);
    }

    @Test
    void laterOperationsSeeWhatEarlierOnesWrote() {
        store.createAndDelete("old");

        assertThat(apply(
                        put("old", "1", 0),
                        check("old", 3),
                        read("old"),
                        delete("old", 3),
                        check("old", 0),
                        read("old"),
                        put("old", "2", 0),
                        read("old")))
                .isEqualTo(done(
                        written(3),
                        checked(),
                        found("1", 3, 3),
                        written(4),
                        checked(),
                        absent(),
                        written(5),
                        found("2", 5, 5)));
        assertThat(store.get("old")).isEqualTo(TestStore.found("2", 5, 5));
    }

    @Test
    void aKeyIsUnchangedIfItHasNotBeenWrittenSinceItWasObserved() {
        store.createAndDelete("gone");
        store.put("there", "", 0);
        Reply.Result.Observed gone = observed("gone");
        Reply.Result.Observed there = observed("there");
        Reply.Result.Observed never = observed("never");
        assertThat(gone).isEqualTo(new Reply.Result.Observed(false, Version.of(2)));
        assertThat(there).isEqualTo(new Reply.Result.Observed(true, Version.of(1)));
        assertThat(never).isEqualTo(new Reply.Result.Observed(false, Version.NONE));

        assertThat(apply(unchanged("gone", gone), unchanged("there", there), unchanged("never", never)))
                .isEqualTo(done(checked(), checked(), checked()));
        store.createAndDelete("never");
        assertThat(apply(unchanged("never", never))).isEqualTo(refused(1, TestStore.noKey()));
        store.put("gone", "", 0);
        assertThat(apply(unchanged("gone", gone))).isEqualTo(refused(1, TestStore.conflict(3)));
        store.delete("there", 1);
        assertThat(apply(unchanged("there", there))).isEqualTo(refused(1, TestStore.noKey()));
        store.put("there", "", 0);
        assertThat(apply(put("x", "", 0), unchanged("there", there))).isEqualTo(refused(2, TestStore.conflict(3)));
    }

    private Reply.Result.Observed observed(String key) {
        Reply.Transacted reply = (Reply.Transacted) apply(new Command.Observe(Key.of(key)));
        return (Reply.Result.Observed) reply.results().get(0);
    }

    private static Command.Unchanged unchanged(String key, Reply.Result.Observed before) {
        return new Command.Unchanged(Key.of(key), before.isPresent(), before.version());
    }

    @Test
    void theFirstRefusedOperationIsNamedAndNothingIsDone() {
        store.put("a", "1", 0);
        byte[] before = StateBytes.of(machine);

        assertThat(apply(put("b", "x", 0), delete("a", 1), check("a", 1), put("b", "y", 7)))
                .isEqualTo(refused(3, TestStore.noKey()));
        assertThat(apply(put("b", "x", 0), put("a", "2", 0))).isEqualTo(refused(2, TestStore.conflict(1)));
        assertThat(apply(put("b", "x", 0), put("c", "2", 1))).isEqualTo(refused(2, TestStore.noKey()));
        assertThat(apply(delete("a", 1), check("b", 5))).isEqualTo(refused(2, TestStore.noKey()));
        assertThat(apply(delete("a", 1), check("a", 0), check("a", 1))).isEqualTo(refused(3, TestStore.noKey()));
        assertThat(apply(put("b", "x", 0), check("a", 0))).isEqualTo(refused(2, TestStore.conflict(1)));
        assertThat(StateBytes.of(machine)).isEqualTo(before);
    }

    @Test
    void aGuardIsJudgedAfterTheOperationsBeforeIt() {
        store.put("lock", "", 0);
        Command.Guard old = new Command.Guard(Key.of("lock"), Version.of(1));
        Command.Put guarded = new Command.Put(Key.of("a"), Value.EMPTY, Version.NONE, null, old);

        assertThat(apply(put("lock", "", 1), guarded)).isEqualTo(refused(2, new Reply.GuardFailed(Version.of(2))));
        assertThat(apply(delete("lock", 1), guarded)).isEqualTo(refused(2, new Reply.GuardFailed(Version.NONE)));
        assertThat(apply(guarded, put("lock", "", 1))).isEqualTo(done(written(1), written(2)));
    }

    @Test
    void tombstonesAreFoldedAfterTheLastOperation() {
        TestStore small = new TestStore(new StateLimits(1, 1, Version.MAX));
        for (int i = 0; i < 3; i++) {
            small.put("a", "", i);
        }
        small.put("b", "", 0);

        Reply reply = small.machine().apply(transaction(delete("a", 3), delete("b", 1), put("c", "", 0)));

        assertThat(reply).isEqualTo(done(written(4), written(2), written(1)));
        assertThat(small.machine().tombstones()).isEqualTo(1);
        assertThat(small.get("c")).isEqualTo(TestStore.found("", 1, 7));
        assertThat(small.put("d", "", 0)).as("above the floor of a").isEqualTo(TestStore.written(5));
        assertThat(small.put("b", "", 0)).as("its tombstone is kept").isEqualTo(TestStore.written(3));
    }

    @Test
    void writesHaveConsecutiveRevisionsAndAreOneStepOfEveryFollow() {
        apply(put("a1", "", 0), put("b1", "", 0), read("a1"), put("a2", "", 0), delete("b1", 1), check("a1", 1));
        store.put("a1", "", 1);

        List<FollowEvent> events = machine.history()
                .page(Prefix.EMPTY, FollowCursor.startingAfter(0), new PageBounds(1, 1, 1))
                .events();
        assertThat(events).map(event -> event.event().revision()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(events).map(FollowEvent::last).containsExactly(false, false, false, true);
        assertThat(events).map(event -> event.event().kind()).last().isEqualTo(EventKind.DELETE);
        assertThat(machine.history()
                        .page(Prefix.of("a"), FollowCursor.startingAfter(0), new PageBounds(1, 1, 1))
                        .events())
                .map(FollowEvent::last)
                .containsExactly(false, true);
    }

    @Test
    void ownersAreThoseOfTheLastWritesAndCountWithinTheTransaction() {
        machine.apply(new Command.OpenSession(SESSION, 1_000, "alice"));
        apply(owned("a", 0), owned("b", 0), put("b", "", 1));

        assertThat(machine.sessions().ownedKeys()).isEqualTo(1);
        assertThat(Objects.requireNonNull(machine.sessions().find(SESSION)).owned())
                .containsExactly(Key.of("a"));
        machine.apply(new Command.EndSession(SESSION));
        assertThat(store.get("a")).isEqualTo(TestStore.noKey());
        assertThat(apply(put("c", "", 0), owned("d", 0))).isEqualTo(refused(2, Reply.NoSession.INSTANCE));
    }

    @Test
    void aSessionOwnsAtMostAsManyKeysAsTheBoundAllowsAfterEachOperation() {
        machine.apply(new Command.OpenSession(SESSION, 1_000, "alice"));
        for (int i = 0; i < 9_999; i++) {
            machine.apply(owned("k" + i, 0));
        }
        Reply full = new Reply.Refused(Reply.Refusal.OWNED_KEYS_FULL);

        assertThat(apply(owned("a", 0), owned("b", 0))).isEqualTo(refused(2, full));
        assertThat(apply(owned("a", 0), delete("k0", 1), owned("b", 0), owned("a", 1)))
                .isEqualTo(done(written(1), written(2), written(1), written(2)));
        assertThat(once(1, transaction(owned("c", 0)))).isEqualTo(refused(1, full));
        machine.apply(delete("b", 1));
        assertThat(once(1, transaction(owned("c", 0)))).as("not recorded").isEqualTo(done(written(1)));
    }

    @Test
    void aStepOfASessionIsExecutedOnceAndItsReplyRecordedWithWhatItRead() {
        machine.apply(new Command.OpenSession(SESSION, 1_000, "alice"));
        Command.Transaction step = transaction(put("a", "1", 0), read("a"), read("b"));
        Reply reply = done(written(1), found("1", 1, 1), absent());
        Command.Transaction late = transaction(put("a", "1", 0), put("c", "", 0));

        assertThat(once(1, step)).isEqualTo(reply);
        assertThat(once(2, late)).isEqualTo(refused(1, TestStore.conflict(1)));
        store.delete("a", 1);

        assertThat(once(1, step)).isEqualTo(reply);
        assertThat(once(2, late)).isEqualTo(refused(1, TestStore.conflict(1)));
        assertThat(once(1, Command.Cancel.INSTANCE)).isEqualTo(reply);
        byte[] state = StateBytes.of(machine);
        StateMachine restored = StateBytes.restore(state);
        assertThat(restored.apply(new Command.Once(SESSION, "alice", 1, 0, step)))
                .isEqualTo(reply);
        assertThat(StateBytes.of(restored)).isEqualTo(state);
        assertThat(restored.bytes()).isEqualTo(machine.bytes());
    }

    @Test
    void everyPartOfATransactionDistinguishesIt() {
        machine.apply(new Command.OpenSession(SESSION, 1_000, "alice"));
        once(1, transaction(put("a", "1", 0), read("a")));

        for (Command.Write other : List.of(
                put("a", "1", 0),
                transaction(put("a", "1", 0)),
                transaction(read("a"), put("a", "1", 0)),
                transaction(put("a", "2", 0), read("a")),
                transaction(put("a", "1", 0), new Command.Read(Key.of("a"), false)),
                transaction(put("a", "1", 0), check("a", 1)),
                transaction(put("a", "1", 0), read("a"), read("a")))) {
            assertThat(once(1, other)).isEqualTo(new Reply.SeqRefused(Reply.SeqReason.OTHER_COMMAND));
        }
    }

    @Test
    void aStepWhoseReplyCannotBeRecordedIsNotExecuted() {
        machine.apply(new Command.OpenSession(SESSION, 1_000, "alice"));
        machine.apply(new Command.Put(Key.of("large"), LARGE, Version.NONE));
        Reply full = new Reply.Refused(Reply.Refusal.RECORDS_FULL);

        assertThat(once(1, transaction(put("a", "", 0), read("large")))).isEqualTo(full);
        assertThat(store.get("a")).isEqualTo(TestStore.noKey());
        machine.apply(new Command.Put(Key.of("large"), Value.of(new byte[700_000]), Version.of(1)));
        assertThat(once(1, transaction(put("a", "", 0), read("large")))).isInstanceOf(Reply.Transacted.class);
        assertThat(once(2, transaction(put("b", "", 0), read("large")))).isEqualTo(full);
        assertThat(machine.apply(new Command.Once(SESSION, "alice", 2, 1, transaction(put("b", "", 0), read("large")))))
                .isInstanceOf(Reply.Transacted.class);
    }

    @Test
    void recordedResultsTakeMemoryUntilTheyAreAcknowledged() {
        machine.apply(new Command.OpenSession(SESSION, 1_000, "alice"));
        machine.apply(new Command.Put(Key.of("k"), Value.of(new byte[10_000]), Version.NONE));
        long before = machine.bytes();
        Command.Once step = new Command.Once(SESSION, "alice", 1, 0, transaction(read("k"), read("k")));
        long growth = machine.growth(step);

        machine.apply(step);

        assertThat(growth).isEqualTo(machine.bytes() - before).isBetween(20_000L, 21_000L);
        assertThat(machine.growthMax(step)).isGreaterThanOrEqualTo(growth);
        assertThat(machine.memoryMax(step, 1) - machine.memoryMax(step, 0)).isGreaterThan(20_000);
        machine.apply(new Command.Once(SESSION, "alice", 2, 1, delete("absent", 1)));
        assertThat(machine.bytes() - before).isEqualTo(80);
        machine.apply(new Command.Once(SESSION, "alice", 3, 2, transaction(read("k"))));
        machine.apply(new Command.EndSession(SESSION));
        machine.apply(delete("k", 1));
        assertThat(machine.bytes() - new TestStore().machine().bytes()).isLessThan(200);
    }

    @Test
    void resultsAreBoundedInBytes() {
        machine.apply(new Command.Put(Key.of("large"), LARGE, Version.NONE));
        int left = Command.Transaction.BYTES_MAX - LARGE.length() - 3 * Command.Transaction.FRAME_BYTES;
        Command.Put fits = new Command.Put(Key.of("b"), Value.of(new byte[left]), Version.NONE);
        Command.Put tooLong = new Command.Put(Key.of("b"), Value.of(new byte[left + 1]), Version.NONE);

        assertThat(apply(tooLong, read("large"), read("b")))
                .isEqualTo(refused(3, new Reply.Refused(Reply.Refusal.REPLY_TOO_LARGE)));
        assertThat(store.get("b")).isEqualTo(TestStore.noKey());
        assertThat(apply(fits, read("large"), read("b"))).isInstanceOf(Reply.Transacted.class);
    }

    @Test
    void operationsAreBoundedInNumberAndBytes() {
        List<Command.Operation> most = new ArrayList<>(Collections.nCopies(128, check("a", 0)));
        assertThat(machine.apply(new Command.Transaction(most))).isInstanceOf(Reply.Transacted.class);
        most.add(check("a", 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Command.Transaction(most))
                .withMessage("a transaction has 1 to 128 operations, not 129");
        assertThatIllegalArgumentException().isThrownBy(() -> new Command.Transaction(List.of()));
        int left = Command.Transaction.BYTES_MAX - LARGE.length() - 2 * Command.Transaction.FRAME_BYTES - 2;
        Command.Put large = new Command.Put(Key.of("a"), LARGE, Version.NONE);
        transaction(large, new Command.Put(Key.of("b"), Value.of(new byte[left]), Version.NONE));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        transaction(large, new Command.Put(Key.of("b"), Value.of(new byte[left + 1]), Version.NONE)))
                .withMessage("the operations of the transaction have 1310721 bytes: the maximum is 1310720");
    }

    @Test
    void onlyATransactionThatWritesIsAWrite() {
        assertThat(transaction(check("a", 0), read("b")).isWrite()).isFalse();
        Command.Transaction deletes = transaction(check("a", 0), delete("b", 1), delete("b", 1));
        assertThat(deletes.asWrite()).isSameAs(deletes);
        assertThat(deletes.mayFree()).isTrue();
        assertThat(deletes.mayUseReserve()).isTrue();
        assertThat(transaction(read("b")).mayUseReserve())
                .as("is logged in a session")
                .isFalse();
        assertThat(deletes.keys()).containsExactly(Key.of("b"));
        assertThat(deletes.dependsOn()).containsExactly(Key.of("a"), Key.of("b"));
        Command.Transaction puts = transaction(put("a", "value", 0), delete("b", 1), put("a", "", 1));
        assertThat(puts.mayFree()).isFalse();
        assertThat(puts.keyCount()).isEqualTo(2);
        assertThat(puts.bytes()).isEqualTo(3 + 5);
    }

    @Test
    void growthIsThatOfTheKeysAfterTheLastOperation() {
        store.put("a", "12345", 0);
        store.createAndDelete("t");
        Command.Transaction step = transaction(
                put("b", "long".repeat(100), 0), put("b", "x", 1), delete("a", 1), put("t", "", 0), delete("t", 3));
        long before = machine.bytes();
        long growth = machine.growth(step);
        machine.apply(step);

        assertThat(growth).isEqualTo(machine.bytes() - before);
        assertThat(machine.growth(step)).as("refused").isZero();
    }
}
