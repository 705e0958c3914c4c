package dev.latchkey.check.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.Model;
import dev.latchkey.check.Operation;
import dev.latchkey.check.model.VersionedInput.Delete;
import dev.latchkey.check.model.VersionedInput.Get;
import dev.latchkey.check.model.VersionedInput.Put;
import dev.latchkey.check.model.VersionedOutput.Conflict;
import dev.latchkey.check.model.VersionedOutput.Found;
import dev.latchkey.check.model.VersionedOutput.Written;
import dev.latchkey.check.model.lock.Mutex;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which steps each model allows, and whether its checking algorithm agrees with brute force. Covers LOCK-06. */
class ModelsTest {

    private static final int HISTORIES = 10_000;

    /** Returns whether the model allows these inputs and outputs in sequence. */
    private static <S, I, O> boolean allows(Model<S, I, O> model, List<Operation<I, O>> steps) {
        S state = model.initial();
        for (Operation<I, O> step : steps) {
            S after = model.step(state, step.input(), step.output());
            if (after == null) {
                return false;
            }
            state = after;
        }
        return true;
    }

    private static <I, O> Operation<I, O> step(I input, O output) {
        return new Operation<>(1, input, output, 0, 0);
    }

    @Test
    void registerIsReadWrittenAndCompared() {
        var write = step((Register.Input) new Register.Input.Write("a"), Register.Output.DONE);
        Register register = new Register();
        assertThat(allows(register, List.of(write, step(new Register.Input.Read(), new Register.Output.Held("a")))))
                .isTrue();
        assertThat(allows(register, List.of(write, step(new Register.Input.Read(), new Register.Output.Held(null)))))
                .isFalse();
        var swap = new Register.Input.CompareAndSet("a", "b");
        assertThat(allows(register, List.of(write, step(swap, Register.Output.DONE))))
                .isTrue();
        assertThat(allows(register, List.of(write, step(swap, Register.Output.REFUSED))))
                .isFalse();
        assertThat(allows(register, List.of(step(swap, Register.Output.REFUSED))))
                .isTrue();
        assertThat(allows(register, List.of(step(swap, Register.Output.DONE)))).isFalse();
        SmallHistories.enginesAgree(
                register,
                List.of(new Register.Input.Read(), new Register.Input.Write("a"), new Register.Input.Write("b"), swap),
                List.of(
                        Register.Output.DONE,
                        Register.Output.REFUSED,
                        Register.Output.UNKNOWN,
                        new Register.Output.Held("a"),
                        new Register.Output.Held("b"),
                        new Register.Output.Held(null)),
                HISTORIES);
    }

    @Test
    void mapAppendsToTheCurrentValue() {
        StringMap map = new StringMap();
        var append = step((StringMap.Input) new StringMap.Input.Append("k", "x"), StringMap.Output.DONE);
        var other = step((StringMap.Input) new StringMap.Input.Put("j", "y"), StringMap.Output.DONE);
        assertThat(allows(
                        map,
                        List.of(
                                append,
                                other,
                                append,
                                step(new StringMap.Input.Get("k"), new StringMap.Output.Value("xx")))))
                .isTrue();
        assertThat(allows(map, List.of(append, step(new StringMap.Input.Get("j"), new StringMap.Output.Value("x")))))
                .isFalse();
        SmallHistories.enginesAgree(
                map,
                List.of(append.input(), other.input(), new StringMap.Input.Get("k"), new StringMap.Input.Get("j")),
                List.of(
                        StringMap.Output.DONE,
                        StringMap.Output.UNKNOWN,
                        new StringMap.Output.Value(""),
                        new StringMap.Output.Value("x"),
                        new StringMap.Output.Value("xx"),
                        new StringMap.Output.Value("y")),
                HISTORIES);
    }

    @Test
    void mapStatesAreEqualRegardlessOfInsertionOrder() {
        Strings one = Strings.NONE.with("b", "2").with("a", "1").with("c", "3");
        Strings other =
                Strings.NONE.with("c", "0").with("a", "1").with("c", "3").with("b", "2");
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).hasToString("{a=\"1\", b=\"2\", c=\"3\"}");
        assertThat(one).isNotEqualTo(one.with("b", "3"));
    }

    @Test
    void mutexHasOneHolder() {
        Mutex mutex = new Mutex(false);
        Mutex.Input a = new Mutex.Input.Acquire("a");
        Mutex.Input b = new Mutex.Input.Acquire("b");
        Mutex.Input free = new Mutex.Input.Release("a");
        assertThat(allows(mutex, List.of(step(a, Mutex.Output.DONE), step(b, Mutex.Output.REFUSED))))
                .isTrue();
        assertThat(allows(mutex, List.of(step(a, Mutex.Output.DONE), step(b, Mutex.Output.DONE))))
                .isFalse();
        assertThat(allows(
                        mutex,
                        List.of(step(a, Mutex.Output.DONE), step(free, Mutex.Output.DONE), step(b, Mutex.Output.DONE))))
                .isTrue();
        assertThat(allows(mutex, List.of(step(b, Mutex.Output.DONE), step(free, Mutex.Output.DONE))))
                .isFalse();
        SmallHistories.enginesAgree(
                mutex,
                List.of(a, b, free),
                List.of(Mutex.Output.DONE, Mutex.Output.REFUSED, Mutex.Output.UNKNOWN),
                HISTORIES);
    }

    @Test
    void tokensOfAFencedMutexRise() {
        Mutex mutex = new Mutex(true);
        Mutex.Input a = new Mutex.Input.Acquire("a");
        Mutex.Input free = new Mutex.Input.Release("a");
        Mutex.Output five = new Mutex.Output.Granted(5);
        Mutex.Output six = new Mutex.Output.Granted(6);
        var released = step(free, Mutex.Output.DONE);
        assertThat(allows(mutex, List.of(step(a, five), released, step(a, six))))
                .isTrue();
        assertThat(allows(mutex, List.of(step(a, five), released, step(a, five))))
                .isFalse();
        assertThat(allows(mutex, List.of(step(a, Mutex.Output.DONE)))).isFalse();
        assertThat(allows(
                        mutex, List.of(step(a, five), released, step(a, Mutex.Output.UNKNOWN), released, step(a, six))))
                .as("the grant with an unknown result has a token as well")
                .isFalse();
        SmallHistories.enginesAgree(
                mutex,
                List.of(a, new Mutex.Input.Acquire("b"), free),
                List.of(Mutex.Output.DONE, Mutex.Output.REFUSED, Mutex.Output.UNKNOWN, five, six),
                HISTORIES);
    }

    @Test
    void setReportsItsElements() {
        ElementSet set = new ElementSet();
        ElementSet.Input add = new ElementSet.Input.Add("x");
        ElementSet.Output yes = new ElementSet.Output.Told(true);
        ElementSet.Output no = new ElementSet.Output.Told(false);
        ElementSet.Input contains = new ElementSet.Input.Contains("x");
        ElementSet.Input remove = new ElementSet.Input.Remove("x");
        ElementSet.Input read = new ElementSet.Input.Read();
        ElementSet.Output all = new ElementSet.Output.Elements(Set.of("x"));
        assertThat(allows(set, List.of(step(add, yes), step(add, no), step(contains, yes), step(read, all))))
                .isTrue();
        assertThat(allows(set, List.of(step(add, yes), step(remove, no)))).isFalse();
        assertThat(allows(set, List.of(step(add, yes), step(remove, yes), step(read, all))))
                .isFalse();
        SmallHistories.enginesAgree(
                set,
                List.of(add, remove, contains, read),
                List.of(ElementSet.Output.DONE, ElementSet.Output.UNKNOWN, yes, no, all),
                HISTORIES);
    }

    @Test
    void queueIsFirstInFirstOut() {
        FifoQueue queue = new FifoQueue();
        FifoQueue.Input x = new FifoQueue.Input.Enqueue("x");
        FifoQueue.Input y = new FifoQueue.Input.Enqueue("y");
        FifoQueue.Input take = new FifoQueue.Input.Dequeue();
        FifoQueue.Output gotX = new FifoQueue.Output.Taken("x");
        FifoQueue.Output gotY = new FifoQueue.Output.Taken("y");
        FifoQueue.Output done = FifoQueue.Output.DONE;
        assertThat(allows(
                        queue,
                        List.of(
                                step(x, done),
                                step(y, done),
                                step(take, gotX),
                                step(take, gotY),
                                step(take, FifoQueue.Output.EMPTY))))
                .isTrue();
        assertThat(allows(queue, List.of(step(x, done), step(y, done), step(take, gotY))))
                .isFalse();
        assertThat(allows(queue, List.of(step(x, done), step(take, FifoQueue.Output.EMPTY))))
                .isFalse();
        SmallHistories.enginesAgree(
                queue,
                List.of(x, y, take),
                List.of(done, FifoQueue.Output.UNKNOWN, FifoQueue.Output.EMPTY, gotX, gotY),
                HISTORIES);
    }

    private static final List<VersionedInput> VERSIONED_INPUTS = List.of(
            new Get(),
            new Put("a", 0),
            new Put("b", 0),
            new Put("a", 1),
            new Put("b", 2),
            new Delete(1),
            new Delete(2));
    private static final List<VersionedOutput> VERSIONED_OUTPUTS = List.of(
            VersionedOutput.NO_KEY,
            VersionedOutput.MAYBE,
            VersionedOutput.UNKNOWN,
            new Written(1),
            new Written(2),
            new Written(3),
            new Conflict(1),
            new Conflict(2),
            new Found("a", 1),
            new Found("b", 2),
            new Found("a", 3),
            new Found("b", 3));

    @Test
    void versionsOfAKeyCountItsWritesAndDeletes() {
        VersionedRegister key = new VersionedRegister();
        Operation<VersionedInput, VersionedOutput> create = step(new Put("a", 0), new Written(1));
        Operation<VersionedInput, VersionedOutput> delete = step(new Delete(1), new Written(2));
        assertThat(allows(key, List.of(create, delete, step(new Put("b", 0), new Written(3)))))
                .isTrue();
        assertThat(allows(key, List.of(create, delete, step(new Put("b", 0), new Written(1)))))
                .isFalse();
        assertThat(allows(key, List.of(create, step(new Put("b", 0), new Conflict(1)))))
                .isTrue();
        assertThat(allows(key, List.of(create, step(new Put("b", 7), new Conflict(2)))))
                .isFalse();
        assertThat(allows(key, List.of(create, step(new Put("b", 2), VersionedOutput.MAYBE))))
                .isFalse();
        SmallHistories.enginesAgree(key, VERSIONED_INPUTS, VERSIONED_OUTPUTS, HISTORIES);
    }

    @Test
    void aCreateInAStoreThatFoldedTombstonesMakesAnyLaterVersion() {
        Model<Set<FloatingVersionedRegister.State>, VersionedInput, VersionedOutput> key =
                FloatingVersionedRegister.of(VersionedState.NEW);
        Operation<VersionedInput, VersionedOutput> lost = step(new Put("a", 0), VersionedOutput.UNKNOWN);
        assertThat(allows(key, List.of(step(new Put("a", 0), new Written(7)), step(new Get(), new Found("a", 7)))))
                .isTrue();
        assertThat(allows(key, List.of(lost, step(new Get(), new Found("a", 9)))))
                .isTrue();
        assertThat(allows(
                        key, List.of(lost, step(new Put("b", 3), new Conflict(5)), step(new Get(), new Found("a", 9)))))
                .isFalse();
        assertThat(allows(
                        key,
                        List.of(
                                lost,
                                step(new Put("b", 9), VersionedOutput.UNKNOWN),
                                step(new Get(), new Found("a", 9)))))
                .as("the put at 9 would have taken effect")
                .isFalse();
        assertThat(allows(
                        key,
                        List.of(
                                lost,
                                step(new Put("b", 9), VersionedOutput.MAYBE),
                                step(new Get(), new Found("a", 9)))))
                .isFalse();
        SmallHistories.enginesAgree(key, VERSIONED_INPUTS, VERSIONED_OUTPUTS, HISTORIES);
    }

    @Test
    void noPresentKeyHasTheGreatestVersion() {
        long greatest = Long.MAX_VALUE;
        Operation<VersionedInput, VersionedOutput> lost = step(new Put("a", 0), VersionedOutput.UNKNOWN);
        var fresh = FloatingVersionedRegister.of(VersionedState.NEW);
        assertThat(allows(fresh, List.of(step(new Put("a", 0), new Written(greatest)))))
                .isFalse();
        assertThat(allows(fresh, List.of(lost, step(new Get(), new Found("a", greatest)))))
                .isFalse();
        assertThat(allows(fresh, List.of(lost, step(new Put("b", greatest), VersionedOutput.MAYBE))))
                .isFalse();
        assertThat(allows(
                        fresh,
                        List.of(
                                step(new Put("a", 0), new Written(greatest - 1)),
                                step(new Delete(greatest - 1), new Written(greatest)),
                                lost,
                                step(new Get(), VersionedOutput.NO_KEY))))
                .as("a put that would need a greater version does not take effect")
                .isTrue();
        for (long last = greatest - 1; last > 0; last++) {
            var spent = FloatingVersionedRegister.of(new VersionedState(null, last));
            assertThat(allows(spent, List.of(step(new Put("a", 0), new Written(greatest)))))
                    .isFalse();
            assertThat(allows(spent, List.of(lost, step(new Get(), VersionedOutput.NO_KEY))))
                    .isTrue();
            assertThat(allows(spent, List.of(lost, step(new Get(), new Found("a", Long.MIN_VALUE)))))
                    .isFalse();
        }
    }
}
