package dev.latchkey.check.model.txn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.Checker;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.model.VersionedState;
import dev.latchkey.check.model.txn.TransactionOutput.Done;
import dev.latchkey.check.model.txn.TransactionOutput.Refused;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VersionedTransactionsTest {

    private final List<Operation<RegisterTransaction, TransactionOutput>> history = new ArrayList<>();

    private static RegisterTransaction txn(RegisterStep... steps) {
        return new RegisterTransaction(List.of(steps));
    }

    private static Done done(StepResult... results) {
        return new Done(List.of(results));
    }

    private static RegisterStep put(String key, String value, long version) {
        return new RegisterStep.Put(key, value, version);
    }

    private static RegisterStep get(String key) {
        return new RegisterStep.Get(key, true);
    }

    private static StepResult at(long version) {
        return new StepResult.Written(version);
    }

    private static StepResult found(String value, long version) {
        return new StepResult.Found(value, version);
    }

    /** Adds an operation after all others. */
    private void then(RegisterTransaction transaction, TransactionOutput output) {
        long call = 10L * (history.size() + 1);
        history.add(new Operation<>(0, transaction, output, call, call + 1));
    }

    private void open(RegisterTransaction transaction) {
        long call = 10L * (history.size() + 1);
        history.add(new Operation<>(history.size() + 1, transaction, TransactionOutput.UNKNOWN, call, Operation.OPEN));
    }

    private Verdict verdict() {
        return new Checker<>(new VersionedTransactions()).check(history);
    }

    private void assertLegal() {
        assertThat(verdict()).isInstanceOf(Verdict.Ok.class);
    }

    private String explanation() {
        assertThat(verdict()).isInstanceOf(Verdict.Illegal.class);
        return ((Verdict.Illegal) verdict()).counterexample().explanation().toString();
    }

    @Test
    void eachOperationSeesThoseBeforeIt() {
        then(
                txn(
                        put("a", "x", 0),
                        get("a"),
                        put("a", "y", 1),
                        new RegisterStep.Check("a", 2),
                        new RegisterStep.Get("a", false)),
                done(at(1), found("x", 1), at(2), StepResult.CHECKED, new StepResult.Value("y")));
        then(txn(new RegisterStep.Delete("a", 2), get("a"), put("a", "z", 0)), done(at(3), StepResult.NO_KEY, at(4)));
        assertLegal();
        then(txn(put("b", "x", 0), get("b")), done(at(1), StepResult.NO_KEY));
        explanation();
    }

    @Test
    void allOperationsTakeEffectTogether() {
        then(txn(put("a", "1", 0), put("b", "1", 0)), done(at(1), at(1)));
        then(txn(get("a"), get("b")), done(found("1", 1), found("1", 1)));
        assertLegal();
        history.add(new Operation<>(1, txn(put("a", "2", 1), put("b", "2", 1)), done(at(2), at(2)), 30, 50));
        history.add(new Operation<>(2, txn(get("a"), get("b")), done(found("2", 2), found("1", 1)), 30, 50));
        explanation();
    }

    @Test
    void aRefusedTransactionHasNoEffect() {
        then(txn(put("a", "x", 0), put("b", "x", 7)), new Refused(2, Refused.NO_KEY));
        then(txn(get("a")), done(StepResult.NO_KEY));
        assertLegal();
        then(txn(get("a")), done(found("x", 1)));
        explanation();
    }

    @Test
    void theRefusalNamesTheFirstOperationThatFails() {
        then(txn(put("a", "x", 0)), done(at(1)));
        then(txn(get("b"), new RegisterStep.Check("a", 1), put("a", "y", 3), put("b", "y", 9)), new Refused(3, 1));
        assertLegal();
        then(txn(new RegisterStep.Check("a", 2), put("b", "y", 9)), new Refused(2, Refused.NO_KEY));
        explanation();
    }

    @Test
    void aRefusalSeesTheOperationsBeforeIt() {
        then(txn(put("a", "x", 0), put("a", "y", 0)), new Refused(2, 1));
        then(
                txn(put("a", "x", 0), new RegisterStep.Delete("a", 1), new RegisterStep.Check("a", 1)),
                new Refused(3, Refused.NO_KEY));
        assertLegal();
    }

    @Test
    void anUnknownTransactionMayHaveTakenEffectAsAWhole() {
        open(txn(put("a", "x", 0), put("b", "x", 0)));
        then(txn(get("a"), get("b")), done(found("x", 1), found("x", 1)));
        assertLegal();
    }

    @Test
    void anUnknownTransactionMayNeverTakeEffect() {
        open(txn(put("a", "x", 0), put("b", "x", 0)));
        then(txn(get("a"), get("b")), done(StepResult.NO_KEY, StepResult.NO_KEY));
        assertLegal();
    }

    @Test
    void anUnknownTransactionTakesNoEffectInPart() {
        open(txn(put("a", "x", 0), put("b", "x", 0)));
        then(txn(get("a"), get("b")), done(found("x", 1), StepResult.NO_KEY));
        explanation();
    }

    @Test
    void singleOperationsAndTransactionsOnTheSameKeysAreCheckedTogether() {
        then(txn(put("a", "1", 0), put("b", "1", 0), put("c", "1", 0)), done(at(1), at(1), at(1)));
        history.add(new Operation<>(1, txn(get("c")), done(StepResult.NO_KEY), 20, 21));
        assertThat(explanation()).contains("c");
    }

    @Test
    void readsOfTwoKeysInDifferentOrdersContradictEachOther() {
        history.add(new Operation<>(1, txn(put("a", "1", 0)), done(at(1)), 1, 50));
        history.add(new Operation<>(2, txn(put("b", "1", 0)), done(at(1)), 1, 50));
        history.add(new Operation<>(3, txn(get("a"), get("b")), done(found("1", 1), StepResult.NO_KEY), 1, 50));
        assertLegal();
        history.add(new Operation<>(4, txn(get("a"), get("b")), done(StepResult.NO_KEY, found("1", 1)), 1, 50));
        assertThat(explanation()).contains("txn [get a, get b]");
    }

    @Test
    void theExplanationOfAContradictionAboutOneKeyNamesIt() {
        then(txn(put("a", "1", 0), put("b", "1", 0)), done(at(1), at(1)));
        then(txn(put("a", "2", 1), get("b")), done(at(2), found("1", 1)));
        then(txn(get("a"), get("b")), done(found("1", 1), found("1", 1)));
        assertThat(explanation()).contains("The contradiction is about key a.");
    }

    @Test
    void manyKeysAreKeptWithoutTheirStateBeingCopied() {
        Registers state = Registers.NEW;
        Registers sameInAnotherOrder = Registers.NEW;
        for (int i = 0; i < 5_000; i++) {
            state = state.with("k" + i, new VersionedState("v" + i, 1));
            sameInAnotherOrder = sameInAnotherOrder.with("k" + (4_999 - i), new VersionedState("v" + (4_999 - i), 1));
        }
        assertThat(state).isEqualTo(sameInAnotherOrder).hasSameHashCodeAs(sameInAnotherOrder);
        assertThat(state.with("k7", new VersionedState("w", 2))).isNotEqualTo(state);
        assertThat(state.get("k4321").value()).isEqualTo("v4321");
        assertThat(state.get("none").value()).isNull();
    }

    /** Keys whose hashes are equal. */
    private record Colliding(String name) {
        @Override
        public int hashCode() {
            return 7;
        }
    }

    @Test
    void keysWithTheSameHashAreKeptApart() {
        var one = new VersionedState("1", 1);
        var two = new VersionedState("2", 2);
        Registers state = Registers.NEW.with(new Colliding("a"), one).with(new Colliding("b"), two);
        assertThat(state).isEqualTo(Registers.NEW.with(new Colliding("b"), two).with(new Colliding("a"), one));
        assertThat(state.get(new Colliding("a"))).isEqualTo(one);
        assertThat(state.with(new Colliding("a"), two).get(new Colliding("b"))).isEqualTo(two);
        assertThat(state.with(new Colliding("a"), two)).isNotEqualTo(state);
    }
}
