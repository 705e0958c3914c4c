package dev.latchkey.sim.store;

import dev.latchkey.core.Command;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.bytes.StateSnapshot;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.KeyspaceSize;
import dev.latchkey.sim.world.TraceWords;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The expected state of a durable store, whatever faults its disk has: everything that the store acknowledged, and nothing else;
 * after a restart also, possibly, a prefix of the commands that it had received and not answered.
 */
final class ShadowStore {

    private static final int PIECE_BYTES = 1 << 12;
    private static final Command EVERYTHING = new Command.ListKeys(Prefix.EMPTY, null, 10_000, true);

    private StateMachine machine;

    ShadowStore(StateLimits limits) {
        machine = new StateMachine(limits, new SipHash(1, 2));
    }

    /** A write that recovery found to have taken effect. */
    record Done(SubmittedCommand asked, Reply reply) {}

    /** Applies a command that the store answered, and checks the reply. */
    void answered(Command command, Reply reply) {
        if (isRefusedUnordered(reply)) {
            return;
        }
        Reply right = machine.apply(command);
        if (!right.equals(reply)) {
            throw new AssertionError("the store answered " + TraceWords.of(command) + " with " + TraceWords.of(reply)
                    + ", but the correct reply was " + TraceWords.of(right));
        }
    }

    private static boolean isRefusedUnordered(Reply reply) {
        return reply instanceof Reply.Refused refused && refused.reason() != Reply.Refusal.VERSIONS_USED_UP;
    }

    /**
     * Checks the state of the store after a restart.
     *
     * @param unanswered the commands that the store had received and not answered before, in order
     * @param wasFull whether the disk was full at any time while it received them
     * @return the unanswered writes that took effect, in order
     * @throws AssertionError if the state is not the acknowledged commands plus a prefix of the unanswered ones
     */
    List<Done> started(Engine store, List<SubmittedCommand> unanswered, boolean wasFull) {
        List<Done> done = explain(store, unanswered);
        if (done == null && wasFull) {
            // Why deletes alone: a full disk accepts deletes and refuses the puts among them.
            done = explain(
                    store,
                    unanswered.stream()
                            .filter(asked -> mayUseReserve(asked.command))
                            .toList());
        }
        if (done == null) {
            throw new AssertionError("after a restart the store is at revision "
                    + store.keyspace().revision() + " and holds " + store.tryAnswer(EVERYTHING)
                    + "; it had acknowledged everything up to revision " + machine.revision() + ": "
                    + machine.apply(EVERYTHING) + "; unanswered commands: "
                    + unanswered.stream()
                            .map(asked -> TraceWords.of(asked.command))
                            .toList()
                    + (wasFull ? "; its disk was full" : "; its disk was never full"));
        }
        return done;
    }

    private static boolean mayUseReserve(Command command) {
        Command.Write write = command.asWrite();
        return write != null && write.mayUseReserve();
    }

    private @Nullable List<Done> explain(Engine store, List<SubmittedCommand> unanswered) {
        StateMachine trial = copy(machine);
        List<Done> done = new ArrayList<>();
        for (SubmittedCommand asked : unanswered) {
            if (trial.revision() < store.keyspace().revision() && asked.command.isWrite()) {
                Reply reply = trial.apply(asked.command);
                if (reply instanceof Reply.Written) {
                    done.add(new Done(asked, reply));
                }
            }
        }
        if (!holds(store, trial)) {
            return null;
        }
        machine = trial;
        return done;
    }

    private static boolean holds(Engine store, StateMachine trial) {
        KeyspaceSize there = store.keyspace();
        return there.revision() == trial.revision()
                && there.tombstones() == trial.tombstones()
                && trial.apply(EVERYTHING).equals(store.tryAnswer(EVERYTHING));
    }

    private static StateMachine copy(StateMachine from) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (StateSnapshot snapshot = from.snapshot()) {
            while (!snapshot.isDone()) {
                bytes.writeBytes(snapshot.next(PIECE_BYTES));
            }
        }
        ByteArrayInputStream source = new ByteArrayInputStream(bytes.toByteArray());
        return StateMachine.restore(source::read, new SipHash(1, 2), (done, inAll) -> {});
    }
}
