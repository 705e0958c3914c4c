package dev.latchkey.core.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.Restoration;
import dev.latchkey.core.bytes.RestoreProgress;
import dev.latchkey.core.session.SessionLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Draws random commands, most of which take effect, and applies them to a machine with small runs. */
final class Wanderer {

    private static final List<SessionId> SESSIONS =
            List.of(new SessionId(0, 1), new SessionId(0, -1), new SessionId(7, 7), new SessionId(-1, 0));

    private static final List<String> USERS = List.of("", "alice", "\u00e9\u20ac");

    private final SplittableRandom chance;
    private final StateMachine machine;
    private final StateLimits limits;
    private final SessionLimits sessionLimits;

    /** All writes so far, including refused ones. */
    final List<LogRecord.Write> writes = new ArrayList<>();

    /**
     * Starts with an empty store. The limits are random too, and low enough that tombstones are folded, versions run out and sessions
     * are full.
     */
    Wanderer(SplittableRandom chance) {
        this.chance = chance;
        int floors = 1 << chance.nextInt(5);
        limits = new StateLimits(1 + chance.nextInt(8), floors, Version.of(chance.nextInt(4) == 0 ? 9 : 1_000))
                .withHistory(new HistoryLimits(1 + chance.nextInt(40), 300L * (1 + chance.nextInt(40))));
        sessionLimits = new SessionLimits(
                3 + chance.nextInt(3), 1 + chance.nextInt(8), NaiveRecord.BYTES * (1 + chance.nextInt(20)));
        machine = fresh();
    }

    StateMachine machine() {
        return machine;
    }

    NaiveStore naive() {
        return new NaiveStore(limits, sessionLimits);
    }

    /** Returns an empty machine with the same limits. */
    StateMachine fresh() {
        return machine(limits, 0);
    }

    /** Restores a machine with the same limits from a source that returns at most {@code readMax} bytes per call. */
    StateMachine restore(byte[] bytes, int readMax) {
        Restoration restoration = new Restoration(StateBytes.source(bytes, readMax));
        StateMachine restored = machine(restoration.limits(), restoration.revision());
        restored.restore(restoration, RestoreProgress.NONE);
        return restored;
    }

    private StateMachine machine(StateLimits of, long revision) {
        SipHash hash = new SipHash(chance.nextLong(), chance.nextLong());
        Keyspace keys = new Keyspace(of, hash, HeapLayout.STANDARD, new KeyOrder(1 + chance.nextInt(12)));
        return new StateMachine(keys, sessionLimits, List.of(), revision);
    }

    /** A command, its origin, and the reply. */
    record Step(Command command, Origin origin, Reply reply) {

        /** Applies the command to another machine, and returns the reply. */
        Reply applyTo(StateMachine other) {
            return other.apply(command, origin, Changes.NONE);
        }
    }

    /** Applies the next command. */
    Step step() {
        Command command = draw();
        Origin origin = chance.nextInt(3) == 0
                ? Origin.UNKNOWN
                : new Origin(USERS.get(chance.nextInt(USERS.size())), chance.nextInt(5) - 1);
        if (command.isWrite()) {
            writes.add(new LogRecord.Write((Command.Write) command, origin));
        }
        return new Step(command, origin, machine.apply(command, origin, Changes.NONE));
    }

    private Command draw() {
        int kind = chance.nextInt(40);
        if (kind == 0) {
            return historyRead();
        }
        if (kind == 1) {
            return new Command.ListKeys(Prefix.EMPTY, key(), 5, false);
        }
        if (kind < 8) {
            return transaction();
        }
        if (kind < 26) {
            return write();
        }
        return kind < 31 ? ofSession(kind) : once();
    }

    private Command historyRead() {
        long revision = Math.max(0, machine.revision() + 1 - chance.nextInt(1 + chance.nextInt(60)));
        Prefix prefix = Prefix.of("k".repeat(chance.nextInt(3)));
        return switch (chance.nextInt(4)) {
            case 0 -> new HistoryRead.Follow(prefix, OptionalLong.empty());
            case 1 -> new HistoryRead.Follow(prefix, OptionalLong.of(revision));
            case 2 -> new HistoryRead.OfKey(key(), 1 + chance.nextInt(5));
            default ->
                new HistoryRead.Changes(
                        prefix, revision, revision / 2, 1 + chance.nextInt(5), 1 + chance.nextInt(200), 0);
        };
    }

    private Key key() {
        return Key.of("k".repeat(1 + chance.nextInt(2)) + chance.nextInt(20));
    }

    private long versionOf(Key key) {
        long current = machine.apply(new Command.Get(key)) instanceof Reply.Found found
                ? found.versioned().version().number()
                : 0;
        return chance.nextInt(10) == 0 ? chance.nextInt(4) : current;
    }

    private Command.Write write() {
        Key key = key();
        long expected = versionOf(key);
        Command.Guard guard = chance.nextInt(5) == 0 ? guard() : null;
        if (chance.nextInt(5) < 2 && expected > 0) {
            return new Command.Delete(key, Version.of(expected), guard);
        }
        Value value = Value.of("v".repeat(chance.nextInt(30)));
        return new Command.Put(key, value, Version.of(expected), owner(), guard);
    }

    /** Returns a transaction, in which a key can occur more than once: later operations expect what earlier ones have written. */
    private Command.Transaction transaction() {
        Map<Key, Long> versions = new HashMap<>();
        List<Command.Operation> operations = new ArrayList<>();
        for (int i = 1 + chance.nextInt(5); i > 0; i--) {
            Key key = key();
            long expected = versions.containsKey(key) && chance.nextInt(12) > 0 ? versions.get(key) : versionOf(key);
            operations.add(operation(key, expected, versions));
        }
        return new Command.Transaction(operations);
    }

    private Command.Operation operation(Key key, long expected, Map<Key, Long> versions) {
        Command.Guard guard = chance.nextInt(8) == 0 ? guard() : null;
        return switch (chance.nextInt(8)) {
            case 0 -> chance.nextBoolean() ? new Command.Observe(key) : unchanged(key, expected);
            case 7 -> new Command.Check(key, Version.of(expected));
            case 1, 2 -> new Command.Read(key, chance.nextBoolean());
            case 3, 4 -> {
                if (expected == 0) {
                    yield new Command.Check(key, Version.NONE);
                }
                versions.put(key, 0L);
                yield new Command.Delete(key, Version.of(expected), guard);
            }
            default -> {
                versions.put(key, expected + 1);
                Value value = Value.of("v".repeat(chance.nextInt(30)));
                yield new Command.Put(key, value, Version.of(expected), owner(), guard);
            }
        };
    }

    private Command.Operation unchanged(Key key, long expected) {
        return expected > 0
                ? new Command.Unchanged(key, true, Version.of(expected))
                : new Command.Unchanged(key, false, Version.of(2L * chance.nextInt(3)));
    }

    private Command.Guard guard() {
        Key key = key();
        return new Command.Guard(key, Version.of(versionOf(key)));
    }

    private Command.@Nullable Owner owner() {
        int session = chance.nextInt(16);
        return session < SESSIONS.size() ? new Command.Owner(SESSIONS.get(session), userOf(session)) : null;
    }

    /** Returns the user of a session, but sometimes another one. */
    private String userOf(int session) {
        return USERS.get((chance.nextInt(30) == 0 ? chance.nextInt(USERS.size()) : session) % USERS.size());
    }

    private Command ofSession(int kind) {
        int session = chance.nextInt(SESSIONS.size());
        SessionId id = SESSIONS.get(session);
        int ttlMillis = 1 + chance.nextInt(3);
        if (kind == 26 && chance.nextInt(3) == 0) {
            return chance.nextBoolean() ? new Command.EndSession(id) : new Command.CloseSession(id, userOf(session));
        }
        if (kind == 27) {
            return new Command.KeepSession(id, ttlMillis, userOf(session));
        }
        return kind == 28
                ? new Command.RenewSession(id, userOf(session))
                : new Command.OpenSession(id, ttlMillis, userOf(session));
    }

    /** Returns a step with a random number, or a retry of an earlier one. */
    private Command once() {
        if (!writes.isEmpty() && chance.nextInt(3) == 0) {
            int age = 1 + chance.nextInt(Math.min(writes.size(), 1 + chance.nextInt(60)));
            Command earlier = writes.get(writes.size() - age).command();
            return earlier instanceof Command.Once once && chance.nextInt(3) > 0 ? anotherCopy(once) : earlier;
        }
        int session = chance.nextInt(SESSIONS.size());
        SessionId id = SESSIONS.get(session);
        String user = userOf(session);
        long acked = chance.nextInt(4) == 0 ? chance.nextInt(20) : 0;
        long seq = 1 + acked + (chance.nextInt(12) == 0 ? 1_020 + chance.nextInt(8) : chance.nextInt(12));
        return new Command.Once(id, user, seq, chance.nextInt(15) == 0 ? seq : acked, step(id, user));
    }

    /** Returns a command with the number of {@code once} that acknowledges more, or cancels it, or is another one. */
    private Command anotherCopy(Command.Once once) {
        int kind = chance.nextInt(3);
        Command.Write step = kind == 0 ? once.step() : kind == 1 ? Command.Cancel.INSTANCE : write();
        return new Command.Once(
                once.session(), once.user(), once.seq(), chance.nextInt(4) == 0 ? chance.nextInt(20) : 0, step);
    }

    private Command.Write step(SessionId session, String user) {
        int kind = chance.nextInt(8);
        if (kind == 0) {
            return Command.Cancel.INSTANCE;
        }
        if (kind == 1) {
            return new Command.KeepSession(session, 1 + chance.nextInt(5), user);
        }
        return kind == 2 ? transaction() : write();
    }

    /** Returns the snapshot of a new machine that applies the writes so far. */
    byte[] expectedBytes() {
        StateMachine fresh = fresh();
        writes.forEach(write -> fresh.apply(write.command(), write.origin(), Changes.NONE));
        return StateBytes.of(fresh);
    }
}
