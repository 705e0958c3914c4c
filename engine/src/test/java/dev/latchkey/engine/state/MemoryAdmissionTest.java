package dev.latchkey.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.Asker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Memory admission of batches asks the write, whatever it is wrapped in. */
final class MemoryAdmissionTest {

    private static final long BYTES_MAX = 5_000;

    private static Command.Put put(String key, int bytes, long version) {
        return new Command.Put(Key.of(key), Value.of("x".repeat(bytes)), Version.of(version));
    }

    private static Command.Delete delete(String key, long version) {
        return new Command.Delete(Key.of(key), Version.of(version));
    }

    private static GuardedState filled() {
        StateMachine state = new StateMachine(StateLimits.STANDARD, TestStore.HASH);
        for (int key = 0; key < 4; key++) {
            state.apply(put("k" + key, 1_000, 0));
        }
        return new GuardedState(state, BYTES_MAX);
    }

    /** For each command of the first batch whether it was refused. */
    private static List<Boolean> admitted(List<? extends Command> commands) {
        List<QueuedCommand> queued = new ArrayList<>();
        for (Command command : commands) {
            queued.add(new QueuedCommand(command, Asker.of(Runnable::run, reply -> {}, reason -> {})));
        }
        int size = new MemoryAdmission(filled()).admit(queued);
        return queued.subList(0, size).stream().map(QueuedCommand::isReplied).toList();
    }

    private static List<Boolean> wrapped(List<Command.Write> writes) {
        return admitted(writes.stream().map(Once::new).toList());
    }

    @Test
    void wrappedPutsAreAdmittedAndRefusedLikeThePutsInThem() {
        List<Command.Write> writes = List.of(put("new", 500, 0), put("k0", 1_000, 1), put("other", 50, 0));
        assertThat(admitted(writes)).containsExactly(true, false, false);
        assertThat(wrapped(writes)).isEqualTo(admitted(writes));
    }

    @Test
    void wrappedDeleteEndsABatchBeforeAPutOfItsKey() {
        List<Command.Write> writes = List.of(put("k0", 1_000, 1), delete("k1", 1), put("k1", 900, 0));
        assertThat(admitted(writes)).containsExactly(false, false);
        assertThat(wrapped(writes)).isEqualTo(admitted(writes));
    }

    private static Command.Transaction transaction(Command.Operation... operations) {
        return new Command.Transaction(List.of(operations));
    }

    @Test
    void transactionIsAdmittedByWhatAllOfItsWritesTake() {
        assertThat(admitted(List.of(transaction(put("new", 50, 0), put("other", 500, 0)), put("other", 50, 0))))
                .containsExactly(true, false);
        assertThat(admitted(List.of(transaction(put("new", 500, 0), delete("k1", 1)))))
                .containsExactly(false);
        assertThat(admitted(List.of(transaction(put("k0", 2_000, 2), put("new", 2_000, 0)))))
                .as("it would be refused, and takes nothing")
                .containsExactly(false);
    }

    @Test
    void batchEndsBeforeATransactionThatChecksAKeyThatItWrites() {
        List<Command.Write> writes = List.of(
                put("k0", 1_000, 1),
                put("k2", 1_000, 1),
                transaction(new Command.Check(Key.of("k2"), Version.of(2)), put("k1", 900, 1)));
        assertThat(admitted(writes)).containsExactly(false, false);
    }

    @Test
    void transactionOfDeletesIsAdmittedWhenMemoryIsFull() {
        List<Command> commands = List.of(put("new", 2_000, 0), transaction(delete("k0", 1), delete("k1", 1)));
        assertThat(admitted(commands)).containsExactly(true, false);
    }

    @Test
    void deletesAreAdmittedWhenMemoryIsFull() {
        List<Command.Write> writes = List.of(put("new", 2_000, 0), delete("k0", 1));
        assertThat(admitted(writes)).containsExactly(true, false);
        assertThat(wrapped(writes)).isEqualTo(admitted(writes));
    }
}
