package dev.latchkey.sim.store;

import dev.latchkey.core.Command;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.bytes.StateSnapshot;
import dev.latchkey.core.state.Changes;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.Backup;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.session.OfSessions;
import dev.latchkey.sim.world.TraceWords;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The expected state of a durable store, whatever faults its disk has: everything that the store acknowledged, and nothing else;
 * after a restart also, possibly, a prefix of the commands that it had received and not answered.
 */
final class ShadowStore {

    /** Why a write is refused without being ordered. */
    private static final Set<Reply.Refusal> UNORDERED =
            EnumSet.of(Reply.Refusal.MEMORY_FULL, Reply.Refusal.DISK_FULL, Reply.Refusal.QUEUE_FULL);

    private static final int PIECE_BYTES = 1 << 12;
    private static final Command EVERYTHING = new Command.ListKeys(Prefix.EMPTY, null, 10_000, true);

    private final OfSessions<Reply> known = new OfSessions<>() {
        @Override
        protected Reply other(Command command) {
            throw new IllegalArgumentException(command + " is no step of a session");
        }

        @Override
        public Reply once(Command.Once command) {
            Reply reply = machine.sessions().known(command);
            return reply == null ? other(command) : reply;
        }
    };

    private StateMachine machine;

    ShadowStore(StateLimits limits) {
        machine = new StateMachine(limits, new SipHash(1, 2));
    }

    /** A write that recovery found to have taken effect. */
    record Done(SubmittedCommand asked, Reply reply) {}

    /** Calls {@code action} with every session and its time to live. */
    void forEachSession(ObjIntConsumer<SessionId> action) {
        machine.sessions().forEach(session -> action.accept(session.id(), session.ttlMillis()));
    }

    /** Applies a command that the store answered, and checks the reply. */
    void answered(Command command, Reply reply, Origin origin) {
        if (isRefusedUnordered(reply)) {
            return;
        }
        require(command, reply, machine.apply(command, origin, Changes.NONE));
    }

    /** Checks the reply to a step of a session that the store answered from its record, without applying it. */
    void repeated(Command command, Reply reply) {
        require(command, reply, command.match(known));
    }

    private static void require(Command command, Reply reply, Reply right) {
        if (!right.equals(reply)) {
            throw new AssertionError("the store answered " + TraceWords.of(command) + " with " + TraceWords.of(reply)
                    + ", but the correct reply was " + TraceWords.of(right));
        }
    }

    private static boolean isRefusedUnordered(Reply reply) {
        return reply instanceof Reply.Refused refused && UNORDERED.contains(refused.reason());
    }

    /**
     * Checks the state of the store after a restart, byte for byte.
     *
     * @param unanswered the commands that the store had received or ordered itself and not answered before, in order
     * @param origin the origin of those that took effect
     * @param wasFull whether the disk was full at any time while it received them
     * @return the unanswered writes that took effect, in order
     * @throws AssertionError if the state is not the acknowledged commands plus a prefix of the unanswered ones
     */
    List<Done> started(Engine store, List<SubmittedCommand> unanswered, Origin origin, boolean wasFull) {
        byte[] actual = bytesOf(store);
        List<Done> done = explain(actual, unanswered, origin);
        if (done == null && wasFull) {
            // Why these alone: a full disk accepts them and refuses the puts among them.
            done = explain(
                    actual,
                    unanswered.stream()
                            .filter(asked -> mayUseReserve(asked.command))
                            .toList(),
                    origin);
        }
        if (done == null) {
            throw new AssertionError("after a restart the store is at revision "
                    + store.keyspace().revision() + " with " + store.sessions() + " and holds "
                    + store.tryAnswer(EVERYTHING)
                    + "; it had acknowledged everything up to revision " + machine.revision() + " with "
                    + machine.sessions().size() + " sessions: "
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

    private @Nullable List<Done> explain(byte[] actual, List<SubmittedCommand> unanswered, Origin origin) {
        StateMachine trial = copy(machine);
        List<Done> done = new ArrayList<>();
        boolean found = Arrays.equals(bytesOf(trial), actual);
        Iterator<SubmittedCommand> next = unanswered.iterator();
        while (!found && next.hasNext()) {
            SubmittedCommand asked = next.next();
            if (asked.command.isWrite() && !asked.fromRecord) {
                done.add(new Done(asked, trial.apply(asked.command, origin, Changes.NONE)));
                found = Arrays.equals(bytesOf(trial), actual);
            }
        }
        if (!found) {
            return null;
        }
        machine = trial;
        return done;
    }

    private static byte[] bytesOf(Engine store) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Backup backup = store.openBackup().orElseThrow()) {
            while (!backup.isDone()) {
                bytes.writeBytes(backup.next(PIECE_BYTES));
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] bytesOf(StateMachine machine) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (StateSnapshot snapshot = machine.snapshot()) {
            while (!snapshot.isDone()) {
                bytes.writeBytes(snapshot.next(PIECE_BYTES));
            }
        }
        return bytes.toByteArray();
    }

    private static StateMachine copy(StateMachine from) {
        ByteArrayInputStream source = new ByteArrayInputStream(bytesOf(from));
        return StateMachine.restore(source::read, new SipHash(1, 2), (done, inAll) -> {});
    }
}
