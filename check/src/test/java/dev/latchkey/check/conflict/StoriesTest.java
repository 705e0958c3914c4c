package dev.latchkey.check.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.Checker;
import dev.latchkey.check.Counterexample;
import dev.latchkey.check.Model;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.Wording;
import dev.latchkey.check.model.VersionedInput;
import dev.latchkey.check.model.VersionedInput.Delete;
import dev.latchkey.check.model.VersionedInput.Get;
import dev.latchkey.check.model.VersionedInput.Put;
import dev.latchkey.check.model.VersionedOutput;
import dev.latchkey.check.model.VersionedOutput.Found;
import dev.latchkey.check.model.VersionedOutput.Written;
import dev.latchkey.check.model.VersionedState;
import dev.latchkey.check.model.lock.Mutex;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of a history that is not linearizable. */
class StoriesTest {

    private static Operation<VersionedInput, VersionedOutput> op(
            int client, VersionedInput input, VersionedOutput output, long call, long end) {
        return new Operation<>(client, input, output, call, end);
    }

    private static Operation<VersionedInput, VersionedOutput> open(int client, VersionedInput input, long call) {
        return op(client, input, VersionedOutput.UNKNOWN, call, Operation.OPEN);
    }

    private static final Operation<VersionedInput, VersionedOutput> CREATE =
            op(1, new Put("a", 0), new Written(1), 1, 2);
    private static final Operation<VersionedInput, VersionedOutput> UPDATE =
            op(2, new Put("b", 1), new Written(2), 3, 9);

    @SafeVarargs
    @SuppressWarnings("varargs") // List.of does not write to the array.
    private static <S, I, O> Counterexample found(Model<S, I, O> model, Operation<I, O>... history) {
        Verdict verdict = new Checker<>(model).check(List.of(history));
        assertThat(verdict).isInstanceOf(Verdict.Illegal.class);
        return ((Verdict.Illegal) verdict).counterexample();
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // See found.
    private static String story(Operation<VersionedInput, VersionedOutput>... history) {
        return found(ExplainedModel.floatingVersionedRegister(VersionedState.NEW), history)
                .explanation()
                .text(Wording.PLAIN);
    }

    @Test
    void aStaleReadIsToldByTheWriteItMissedAndTheWriteItRead() {
        var read = op(3, new Get(), new Found("a", 1), 10, 12);
        Counterexample found = found(
                ExplainedModel.versionedRegister(VersionedState.NEW),
                CREATE,
                UPDATE,
                open(4, new Put("c", 2), 5),
                read);
        assertThat(found.operations()).isEqualTo(List.of(UPDATE, read));
        assertThat(found.related()).isEqualTo(List.of(CREATE));
        assertThat(found.explanation().text(Wording.PLAIN)).isEqualTo("""
                This operation cannot have its result:
                  client 3, 10 to 12: get -> a @1
                It was called after version 2 had been written by:
                  client 2, 3 to 9: put b @1 -> @2
                Version 1, which it found, was written by:
                  client 1, 1 to 2: put a @0 -> @1""");
    }

    @Test
    void aValueThatNobodyWroteIsToldByTheReadAndTheWriteInItsPlace() {
        assertThat(story(CREATE, UPDATE, open(5, new Put("d", 0), 1), op(3, new Get(), new Found("c", 2), 4, 12)))
                .isEqualTo("""
                        This operation cannot have its result:
                          client 3, 4 to 12: get -> c @2
                        No operation wrote this value.
                        Version 2 was made with another value by:
                          client 2, 3 to 9: put b @1 -> @2""");
    }

    @Test
    void anUnansweredWriteIsToldIfItCouldExplainTheReadButForItsTime() {
        assertThat(story(
                        CREATE,
                        open(4, new Put("x", 1), 3),
                        open(5, new Put("c", 1), 20),
                        op(3, new Get(), new Found("c", 2), 4, 12)))
                .isEqualTo("""
                        This operation cannot have its result:
                          client 3, 4 to 12: get -> c @2
                        The only write that can have made version 2 with this value was called after it had returned:
                          client 5, from 20, no return: put c @1 -> unknown
                        Version 2 can have been made with another value by:
                          client 4, from 3, no return: put x @1 -> unknown""");
    }

    @Test
    void anUnansweredCreateIsToldWithTheOperationThatRulesItOut() {
        var create = open(5, new Put("c", 0), 1);
        var read = op(3, new Get(), new Found("c", 2), 4, 12);
        Counterexample found =
                found(ExplainedModel.floatingVersionedRegister(VersionedState.NEW), CREATE, create, read);
        assertThat(found.operations()).isEqualTo(List.of(CREATE, read));
        assertThat(found.related()).isEqualTo(List.of(create));
        assertThat(found.explanation().text(Wording.PLAIN)).isEqualTo("""
                This operation cannot have its result:
                  client 3, 4 to 12: get -> c @2
                The key was present at version 1, so version 2 was not made by a create:
                  client 1, 1 to 2: put a @0 -> @1
                This create has an unknown outcome, and cannot have made version 2 with this value:
                  client 5, from 1, no return: put c @0 -> unknown""");
    }

    @Test
    void anUnansweredDeleteMayExplainThatTheKeyIsAbsent() {
        var read = op(3, new Get(), VersionedOutput.NO_KEY, 10, 12);
        assertThat(new Checker<>(ExplainedModel.versionedRegister(VersionedState.NEW))
                        .check(List.of(CREATE, open(4, new Delete(1), 5), read)))
                .isEqualTo(new Verdict.Ok());
        assertThat(story(CREATE, open(4, new Delete(1), 13), read)).isEqualTo("""
                This operation cannot have its result:
                  client 3, 10 to 12: get -> no key
                Before it was called, the key was at version 1 or later:
                  client 1, 1 to 2: put a @0 -> @1
                The next delete was called after it had returned:
                  client 4, from 13, no return: delete @1 -> unknown""");
    }

    @Test
    void aVersionIsMadeOnce() {
        assertThat(story(CREATE, UPDATE, op(3, new Put("c", 1), new Written(2), 4, 12)))
                .isEqualTo("""
                This operation cannot have its result:
                  client 3, 4 to 12: put c @1 -> @2
                Version 2 was already made by another write, and each version is made once:
                  client 2, 3 to 9: put b @1 -> @2""");
    }

    @Test
    void aCreateTakesEffectOnce() {
        assertThat(story(
                        open(1, new Put("a", 0), 1),
                        op(2, new Get(), new Found("a", 1), 2, 3),
                        open(3, new Delete(1), 2),
                        op(4, new Get(), new Found("a", 3), 5, 6)))
                .isEqualTo("""
                        This operation cannot have its result:
                          client 4, 5 to 6: get -> a @3
                        The same value was read as another version:
                          client 2, 2 to 3: get -> a @1
                        Only one operation can have written the value, and it takes effect at most once:
                          client 1, from 1, no return: put a @0 -> unknown""");
    }

    @Test
    void anOperationThatEndedLaterKeepsItsEnd() {
        var late = op(2, new Put("b", 1), new Written(2), 3, 90);
        var read = op(3, new Get(), new Found("c", 2), 4, 12);
        Counterexample found = found(ExplainedModel.versionedRegister(VersionedState.NEW), CREATE, late, read);
        assertThat(found.until()).isEqualTo(12);
        assertThat(found.related()).isEqualTo(List.of(late));
    }

    @Test
    void twoHoldersOfALockAreTheStory() {
        List<Operation<Mutex.Input, Mutex.Output>> history = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String owner = "c" + i % 3;
            history.add(new Operation<>(
                    i % 3, new Mutex.Input.Acquire(owner), new Mutex.Output.Granted(i + 1), 10L * i, 10L * i + 2));
            history.add(new Operation<>(
                    i % 3, new Mutex.Input.Release(owner), Mutex.Output.DONE, 10L * i + 3, 10L * i + 5));
        }
        history.set(33, new Operation<>(1, new Mutex.Input.Release("c1"), Mutex.Output.DONE, 175, 176));
        assertThat(new Checker<>(ExplainedModel.mutex(true)).check(history))
                .isInstanceOfSatisfying(Verdict.Illegal.class, illegal -> assertThat(
                                illegal.counterexample().explanation().text(Wording.PLAIN))
                        .isEqualTo("""
                                This operation cannot have its result:
                                  client 2, 170 to 172: acquire for c2 -> token 18
                                The lock was held, since it had been granted to c1:
                                  client 1, 160 to 162: acquire for c1 -> token 17
                                c1 released it only later:
                                  client 1, 175 to 176: release of c1 -> done"""));
    }
}
