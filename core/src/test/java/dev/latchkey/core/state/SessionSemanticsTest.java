package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.StateSnapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What sessions promise, one sentence after another: each step is executed once, and owned keys end with their session. Covers SESS-04.
 */
final class SessionSemanticsTest {

    private static final SessionId SESSION = new SessionId(1, 1);
    private static final SessionId OTHER = new SessionId(0, 2);
    private static final Key KEY = Key.of("key");
    private static final Command.Put CREATE = put("key", "value", 0);
    private static final int WINDOW = 1_024;

    private final TestStore store = new TestStore();
    private final StateMachine machine = store.machine();

    SessionSemanticsTest() {
        machine.apply(new Command.OpenSession(SESSION, 1_000, "alice"));
        machine.apply(new Command.OpenSession(OTHER, 1_000, "alice"));
    }

    private static Command.Put put(String key, String value, long version) {
        return new Command.Put(Key.of(key), Value.of(value), Version.of(version));
    }

    private static Command.Put owned(String key, long version, SessionId session) {
        return new Command.Put(
                Key.of(key), Value.of("of " + session), Version.of(version), new Command.Owner(session, "alice"), null);
    }

    private static Command.Delete delete(long version) {
        return new Command.Delete(KEY, Version.of(version));
    }

    private Reply once(long seq, long acked, Command.Write step) {
        return machine.apply(new Command.Once(SESSION, "alice", seq, acked, step));
    }

    private Reply cancel(long seq, long acked) {
        return once(seq, acked, Command.Cancel.INSTANCE);
    }

    private static Reply refused(Reply.SeqReason reason) {
        return new Reply.SeqRefused(reason);
    }

    @Test
    void repeatedStepGetsTheRecordedReplyAndIsNotExecutedAgain() {
        assertThat(once(1, 0, CREATE)).isEqualTo(TestStore.written(1));
        machine.apply(delete(1));

        assertThat(once(1, 0, CREATE)).isEqualTo(TestStore.written(1));
        assertThat(store.get("key")).isEqualTo(TestStore.noKey());
        assertThat(machine.revision()).isEqualTo(2);
    }

    @Test
    void refusalsAreRecordedLikeSuccesses() {
        assertThat(once(1, 0, delete(1))).isEqualTo(TestStore.noKey());
        machine.apply(CREATE);
        assertThat(once(1, 0, delete(1))).isEqualTo(TestStore.noKey());
        assertThat(once(2, 0, CREATE)).isEqualTo(TestStore.conflict(1));
        machine.apply(delete(1));

        assertThat(once(2, 0, CREATE)).isEqualTo(TestStore.conflict(1));
        assertThat(machine.revision()).isEqualTo(2);
    }

    @Test
    void sameNumberInAnotherSessionIsAnotherStep() {
        once(1, 0, CREATE);

        assertThat(machine.apply(new Command.Once(OTHER, "alice", 1, 0, CREATE)))
                .isEqualTo(TestStore.conflict(1));
    }

    @Test
    void stepsOfAWholeWindowRunInAnyOrderAndEachOnce() {
        List<Integer> seqs = new ArrayList<>();
        for (int seq = 1; seq <= WINDOW; seq++) {
            seqs.add(seq);
        }
        Collections.shuffle(seqs, new Random(5));
        for (int seq : seqs) {
            assertThat(once(seq, 0, put("k" + seq, "", 0))).isEqualTo(TestStore.written(1));
        }
        Collections.shuffle(seqs, new Random(6));
        for (int seq : seqs) {
            assertThat(once(seq, 0, put("k" + seq, "", 0))).isEqualTo(TestStore.written(1));
        }
        assertThat(machine.revision()).isEqualTo(WINDOW);
        assertThat(once(WINDOW + 1, 0, CREATE)).isEqualTo(refused(Reply.SeqReason.BEYOND_WINDOW));
        assertThat(once(WINDOW + 1, 1, CREATE)).isEqualTo(TestStore.written(1));
    }

    @Test
    void acknowledgedStepsAreDroppedAndTheirNumbersRefused() {
        once(1, 0, CREATE);
        once(2, 0, put("b", "", 0));
        long before = machine.bytes();
        assertThat(once(3, 1, delete(1))).isEqualTo(TestStore.written(2));

        assertThat(machine.bytes()).isLessThan(before);
        assertThat(once(1, 0, CREATE)).isEqualTo(refused(Reply.SeqReason.ACKED_BEFORE));
        assertThat(once(2, 0, put("b", "", 0))).isEqualTo(TestStore.written(1));
        assertThat(once(4, 4, CREATE)).isEqualTo(refused(Reply.SeqReason.ACKED_BY_ITSELF));
        assertThat(once(4, 5, CREATE)).isEqualTo(refused(Reply.SeqReason.ACKED_BY_ITSELF));
    }

    @Test
    void acknowledgedRecordIsFreed() {
        once(1, 0, delete(1));
        long before = machine.bytes();

        once(2, 1, delete(1));

        assertThat(machine.bytes()).isEqualTo(before);
    }

    @Test
    void cancellationsOfASessionTakeTheSameMemoryHoweverMany() {
        long before = machine.bytes();
        cancel(1, 0);
        long one = machine.bytes();
        for (int seq = 2; seq <= WINDOW; seq++) {
            assertThat(cancel(seq, 0)).isEqualTo(new Reply.Cancelled(false));
        }

        assertThat(one - before).isEqualTo(176);
        assertThat(machine.bytes()).isEqualTo(one);
        assertThat(once(WINDOW, 0, CREATE)).isEqualTo(new Reply.Cancelled(true));
        byte[] state = StateBytes.of(machine);
        assertThat(StateBytes.of(StateBytes.restore(state))).isEqualTo(state);
        once(WINDOW + 1, WINDOW, CREATE);
        assertThat(machine.sessions().bytes()).isEqualTo(before + 80);
    }

    @Test
    void acknowledgedCancellationDoesNotCancelTheStepOneWindowLater() {
        cancel(1, 0);
        cancel(3, 0);
        once(2, 1, put("b", "", 0));

        assertThat(once(1 + WINDOW, 1, CREATE)).isEqualTo(TestStore.written(1));
        assertThat(once(3, 1, CREATE)).isEqualTo(new Reply.Cancelled(true));
    }

    @Test
    void acknowledgedNumberNeverDecreases() {
        once(5, 4, CREATE);

        assertThat(once(4, 0, put("b", "", 0))).isEqualTo(refused(Reply.SeqReason.ACKED_BEFORE));
        assertThat(once(4 + WINDOW, 0, put("b", "", 0))).isEqualTo(TestStore.written(1));
        assertThat(once(4, 0, put("b", "", 0))).isEqualTo(refused(Reply.SeqReason.ACKED_BEFORE));
        assertThat(once(5 + WINDOW, 0, put("c", "", 0))).isEqualTo(refused(Reply.SeqReason.BEYOND_WINDOW));
    }

    @Test
    void refusedNumberAcknowledgesNothing() {
        once(1, 0, CREATE);

        assertThat(once(1, 1, CREATE)).isEqualTo(refused(Reply.SeqReason.ACKED_BY_ITSELF));
        assertThat(once(2 + WINDOW + 1, 2, CREATE)).isEqualTo(refused(Reply.SeqReason.BEYOND_WINDOW));
        assertThat(once(1, 0, CREATE)).isEqualTo(TestStore.written(1));
    }

    @Test
    void numbersUpToTheLargestCanBeUsed() {
        long max = Long.MAX_VALUE;
        assertThat(once(max, max - 1, CREATE)).isEqualTo(TestStore.written(1));
        assertThat(once(max, 0, CREATE)).isEqualTo(TestStore.written(1));
        assertThat(once(max, max, CREATE)).isEqualTo(refused(Reply.SeqReason.ACKED_BY_ITSELF));
        byte[] state = StateBytes.of(machine);
        assertThat(StateBytes.of(StateBytes.restore(state))).isEqualTo(state);
    }

    @Test
    void anotherCommandUnderAKnownNumberIsRefused() {
        once(1, 0, CREATE);
        for (Command.Write other : List.of(
                put("key", "other value", 0),
                put("other key", "value", 0),
                put("key", "value", 1),
                owned("key", 0, SESSION),
                new Command.Put(KEY, Value.of("value"), Version.NONE, null, new Command.Guard(KEY, Version.NONE)),
                delete(1),
                new Command.KeepSession(SESSION, 1_000, "alice"))) {
            assertThat(once(1, 0, other)).as("%s", other).isEqualTo(refused(Reply.SeqReason.OTHER_COMMAND));
        }
        assertThat(machine.revision()).isEqualTo(1);
    }

    @Test
    void everyPartOfACommandDistinguishesIt() {
        Command.Guard guard = new Command.Guard(Key.of("g"), Version.NONE);
        once(1, 0, new Command.Put(KEY, Value.EMPTY, Version.NONE, new Command.Owner(SESSION, "alice"), guard));
        for (Command.Write other : List.of(
                new Command.Put(KEY, Value.EMPTY, Version.NONE, new Command.Owner(OTHER, "alice"), guard),
                new Command.Put(KEY, Value.EMPTY, Version.NONE, null, guard),
                new Command.Put(KEY, Value.EMPTY, Version.NONE, new Command.Owner(SESSION, "alice"), null),
                new Command.Put(
                        KEY,
                        Value.EMPTY,
                        Version.NONE,
                        new Command.Owner(SESSION, "alice"),
                        new Command.Guard(Key.of("h"), Version.NONE)),
                new Command.Put(
                        KEY,
                        Value.EMPTY,
                        Version.NONE,
                        new Command.Owner(SESSION, "alice"),
                        new Command.Guard(Key.of("g"), Version.of(1))))) {
            assertThat(once(1, 0, other)).as("%s", other).isEqualTo(refused(Reply.SeqReason.OTHER_COMMAND));
        }
        once(2, 0, new Command.Delete(KEY, Version.of(1), guard));
        assertThat(once(2, 0, delete(1))).isEqualTo(refused(Reply.SeqReason.OTHER_COMMAND));
        once(3, 0, new Command.KeepSession(SESSION, 5, "alice"));
        assertThat(once(3, 0, new Command.KeepSession(SESSION, 6, "alice")))
                .isEqualTo(refused(Reply.SeqReason.OTHER_COMMAND));
    }

    @Test
    void theFingerprintDoesNotDependOnTheAcknowledgedNumber() {
        once(1, 0, put("a", "", 0));
        once(3, 0, CREATE);

        assertThat(once(3, 2, CREATE)).isEqualTo(TestStore.written(1));
        assertThat(once(3, 1, CREATE)).isEqualTo(TestStore.written(1));
    }

    @Test
    void cancelledStepIsNeverExecuted() {
        assertThat(cancel(1, 0)).isEqualTo(new Reply.Cancelled(false));
        assertThat(once(1, 0, CREATE)).isEqualTo(new Reply.Cancelled(true));
        assertThat(cancel(1, 0)).isEqualTo(new Reply.Cancelled(false));
        assertThat(once(1, 0, delete(1))).isEqualTo(new Reply.Cancelled(true));
        assertThat(machine.revision()).isZero();
    }

    @Test
    void cancellationOfAnExecutedStepReturnsItsReply() {
        once(1, 0, CREATE);

        assertThat(cancel(1, 0)).isEqualTo(TestStore.written(1));
        assertThat(once(1, 0, CREATE)).isEqualTo(TestStore.written(1));
    }

    @Test
    void cancellationOfAnAcknowledgedStepIsRefused() {
        once(1, 0, CREATE);
        cancel(2, 1);

        assertThat(cancel(1, 0)).isEqualTo(refused(Reply.SeqReason.ACKED_BEFORE));
        assertThat(cancel(2, 2)).isEqualTo(refused(Reply.SeqReason.ACKED_BY_ITSELF));
        assertThat(cancel(2 + WINDOW, 0)).isEqualTo(refused(Reply.SeqReason.BEYOND_WINDOW));
    }

    @Test
    void lateCopyAfterTheEndOfItsSessionDoesNothing() {
        once(1, 0, CREATE);
        machine.apply(delete(1));
        machine.apply(new Command.EndSession(SESSION));

        assertThat(once(1, 0, CREATE)).isEqualTo(new Reply.NoSession());
        assertThat(cancel(2, 0)).isEqualTo(new Reply.NoSession());
        assertThat(store.get("key")).isEqualTo(TestStore.noKey());
    }

    /** SEC-16. */
    @Test
    void sessionIsUnknownToOtherUsers() {
        assertThat(machine.apply(new Command.Once(SESSION, "bob", 1, 0, CREATE)))
                .isEqualTo(new Reply.NoSession());
        assertThat(machine.apply(new Command.KeepSession(SESSION, 1, "bob"))).isEqualTo(new Reply.NoSession());
        assertThat(machine.apply(new Command.RenewSession(SESSION, "bob"))).isEqualTo(new Reply.NoSession());
        assertThat(machine.apply(new Command.CloseSession(SESSION, "bob"))).isEqualTo(new Reply.NoSession());
        assertThat(machine.apply(
                        new Command.Put(KEY, Value.EMPTY, Version.NONE, new Command.Owner(SESSION, "bob"), null)))
                .isEqualTo(new Reply.NoSession());
        assertThat(machine.revision()).isZero();
    }

    @Test
    void keepSetsTheTimeToLiveAndALateCopyOfAStepDoesNot() {
        Command.Write shorter = new Command.KeepSession(SESSION, 5, "alice");
        assertThat(once(1, 0, shorter)).isEqualTo(new Reply.Kept(5));
        assertThat(machine.apply(new Command.KeepSession(SESSION, 2_000, "alice")))
                .isEqualTo(new Reply.Kept(2_000));

        assertThat(once(1, 0, shorter)).isEqualTo(new Reply.Kept(5));
        assertThat(machine.apply(new Command.RenewSession(SESSION, "alice"))).isEqualTo(new Reply.Kept(2_000));
    }

    @Test
    void ownedKeysEndWithTheirSessionInByteOrderEachWithItsOwnRevision() {
        for (String key : List.of("b", "a", "\u00e9", "ab")) {
            machine.apply(owned(key, 0, SESSION));
        }
        machine.apply(owned("other", 0, OTHER));
        machine.apply(put("plain", "", 0));
        List<String> deleted = new ArrayList<>();
        Changes sink = event -> deleted.add(event.revision() + " " + event.kind() + " "
                + event.key().utf8() + " " + event.version() + (event.last() ? " last" : ""));

        machine.apply(new Command.EndSession(SESSION), Origin.UNKNOWN, sink);

        assertThat(deleted).containsExactly("7 EXPIRE a 2", "8 EXPIRE ab 2", "9 EXPIRE b 2", "10 EXPIRE \u00e9 2 last");
        assertThat(TestStore.keys(store.list("", null, 10))).containsExactly("other", "plain");
        machine.apply(new Command.CloseSession(OTHER, "alice"), Origin.UNKNOWN, sink);
        assertThat(deleted).last().isEqualTo("11 CLOSE other 2 last");
    }

    @Test
    void putOverAnOwnedKeySetsItsOwnerAnew() {
        machine.apply(owned("to other", 0, SESSION));
        machine.apply(owned("to other", 1, OTHER));
        machine.apply(owned("to none", 0, SESSION));
        machine.apply(put("to none", "", 1));
        machine.apply(put("from none", "", 0));
        machine.apply(owned("from none", 1, SESSION));
        machine.apply(owned("created again", 0, SESSION));
        machine.apply(new Command.Delete(Key.of("created again"), Version.of(1)));
        machine.apply(put("created again", "", 0));

        machine.apply(new Command.EndSession(SESSION));

        assertThat(TestStore.keys(store.list("", null, 10))).containsExactly("created again", "to none", "to other");
        assertThat(machine.sessions().ownedKeys()).isEqualTo(1);
    }

    @Test
    void refusedPutLeavesTheOwner() {
        machine.apply(owned("key", 0, SESSION));
        machine.apply(put("key", "", 7));
        machine.apply(put("key", "", 0));

        machine.apply(new Command.EndSession(SESSION));

        assertThat(store.get("key")).isEqualTo(TestStore.noKey());
    }

    @Test
    void guardIsCheckedBeforeOwnerAndVersion() {
        Command.Guard fails = new Command.Guard(Key.of("lock"), Version.of(1));
        Command.Owner nobody = new Command.Owner(new SessionId(9, 9), "alice");
        Reply failed = new Reply.GuardFailed(Version.NONE);

        assertThat(machine.apply(new Command.Put(KEY, Value.EMPTY, Version.of(5), nobody, fails)))
                .isEqualTo(failed);
        assertThat(machine.apply(new Command.Put(KEY, Value.EMPTY, Version.of(5), nobody, null)))
                .isEqualTo(new Reply.NoSession());
        assertThat(machine.apply(new Command.Delete(KEY, Version.of(5), fails))).isEqualTo(failed);
        store.put("lock", "", 0);
        assertThat(machine.apply(new Command.Put(KEY, Value.EMPTY, Version.NONE, null, fails)))
                .isEqualTo(TestStore.written(1));
        assertThat(machine.apply(new Command.Delete(KEY, Version.of(1), new Command.Guard(KEY, Version.NONE))))
                .isEqualTo(new Reply.GuardFailed(Version.of(1)));
    }

    @Test
    void guardOfAnAbsentKeyHoldsWhateverItsLastVersion() {
        store.createAndDelete("gone");

        assertThat(machine.apply(new Command.Put(
                        KEY, Value.EMPTY, Version.NONE, null, new Command.Guard(Key.of("gone"), Version.NONE))))
                .isEqualTo(TestStore.written(1));
        assertThat(machine.apply(new Command.Put(
                        KEY, Value.EMPTY, Version.of(1), null, new Command.Guard(Key.of("gone"), Version.of(2)))))
                .isEqualTo(new Reply.GuardFailed(Version.NONE));
    }

    @Test
    void sessionIsInTheSnapshotAsItWasWhenItWasTaken() {
        once(2, 1, CREATE);
        machine.apply(owned("owned", 0, SESSION));
        byte[] expected = StateBytes.of(machine);
        StateSnapshot acknowledged = machine.snapshot();
        once(3, 2, delete(1));
        StateSnapshot kept = machine.snapshot();
        byte[] expectedKept = StateBytes.of(machine);
        machine.apply(new Command.KeepSession(SESSION, 7, "alice"));
        machine.apply(put("owned", "", 1));
        machine.apply(new Command.EndSession(SESSION));

        assertThat(StateBytes.drain(acknowledged, 1)).isEqualTo(expected);
        assertThat(StateBytes.drain(kept, 1)).isEqualTo(expectedKept);
    }

    @Test
    void restoredSessionRepeatsItsReplies() {
        once(2, 1, CREATE);
        cancel(3, 1);
        machine.apply(owned("owned", 0, SESSION));
        StateMachine restored = StateBytes.restore(StateBytes.of(machine));

        assertThat(restored.apply(new Command.Once(SESSION, "alice", 2, 1, CREATE)))
                .isEqualTo(TestStore.written(1));
        assertThat(restored.apply(new Command.Once(SESSION, "alice", 3, 1, CREATE)))
                .isEqualTo(new Reply.Cancelled(true));
        assertThat(restored.apply(new Command.Once(SESSION, "alice", 1, 1, CREATE)))
                .isEqualTo(refused(Reply.SeqReason.ACKED_BY_ITSELF));
        restored.apply(new Command.EndSession(SESSION));
        assertThat(restored.apply(new Command.Get(Key.of("owned")))).isEqualTo(TestStore.noKey());
        assertThat(restored.bytes()).isLessThan(machine.bytes());
    }

    @Test
    void whatSessionsTakeIsFreedWhenTheyEnd() {
        long before = machine.bytes();
        for (int i = 0; i < 100; i++) {
            machine.apply(new Command.OpenSession(new SessionId(5, i), 1, "user " + i));
            machine.apply(new Command.Once(new SessionId(5, i), "user " + i, 1, 0, Command.Cancel.INSTANCE));
        }
        assertThat(machine.bytes()).isGreaterThan(before + 100 * 280);
        for (int i = 0; i < 100; i++) {
            machine.apply(new Command.EndSession(new SessionId(5, i)));
        }
        assertThat(machine.bytes()).isEqualTo(before);
    }

    @Test
    void deletesAndCancellationsInASessionAreAdmittedWhenMemoryIsFull() {
        machine.apply(put("key", "", 0));
        Command.Once deletes = new Command.Once(SESSION, "alice", 1, 0, delete(1));
        Command.Once refused = new Command.Once(SESSION, "alice", 1, 0, delete(2));
        Command.Once cancels = new Command.Once(SESSION, "alice", 1, 0, Command.Cancel.INSTANCE);

        assertThat(machine.growth(deletes)).isLessThanOrEqualTo(0);
        assertThat(machine.growth(refused)).isEqualTo(80);
        assertThat(machine.growth(cancels)).isZero();
        assertThat(machine.growth(
                        new Command.Once(SESSION, "alice", 1, 0, new Command.KeepSession(SESSION, 1, "alice"))))
                .isEqualTo(80);
    }
}
