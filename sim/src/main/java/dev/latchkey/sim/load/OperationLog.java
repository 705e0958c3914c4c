package dev.latchkey.sim.load;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.VersionedInput;
import dev.latchkey.check.model.VersionedOutput;
import dev.latchkey.client.clerk.Guard;
import dev.latchkey.client.clerk.GuardedOutcome;
import dev.latchkey.client.clerk.NoAnswerException;
import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.client.clerk.PutOutcome.ErrMaybe;
import dev.latchkey.client.clerk.RefusedException;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.TraceWords;
import dev.latchkey.sim.world.UnknownCause;
import dev.latchkey.sim.world.VirtualProcess;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The history of a run: which operations clients called, what they returned, and when. Each store has a history of its own,
 * because versions of different stores are unrelated.
 */
public final class OperationLog {

    /** A key of one store. */
    record Part(StoreId store, Key key) {
        @Override
        public String toString() {
            return "key " + key + " in store " + store;
        }
    }

    /** The timestamp of a call is later than its time by less than this. */
    private static final long CLOCK_NANOS = 1_000_000;

    private final World world;
    private final List<Recorded> all = new ArrayList<>();
    private long clock;
    private int clientsDrawn;
    private @Nullable Throwable bug;

    /** Puts by value. No two puts write the same value. */
    private final Map<Value, Recorded> puts = new LinkedHashMap<>();

    /** Creates that were executed more than once. */
    private long twice;

    OperationLog(World world) {
        this.world = world;
        world.server.onPut(this::executed);
    }

    /**
     * The server has executed a put. A create may be executed once for each time it was sent, if the key is deleted in between;
     * only a session can rule that out. Each execution after the first is recorded as an operation of its own with an unknown
     * result. This does not rely on a count of sends, because a server that executed one request twice would then pass for a
     * resend.
     */
    private void executed(VirtualProcess client, Command.Put put, Version version) {
        Recorded recorded = puts.get(put.value());
        if (recorded == null) {
            return;
        }
        recorded.executions++;
        if (recorded.executions > 1 && recorded.caller.client().writesInSession()) {
            recordBug(new IllegalStateException("the put of " + TraceWords.of(put.value())
                    + " in a session was executed " + recorded.executions + " times"));
        }
        if (recorded.executions > 1 && put.expected().isNone()) {
            twice++;
            Recorded again = new Recorded(recorded.caller, newNumber(), recorded.key, recorded.input, recorded.call);
            again.end(VersionedOutput.UNKNOWN, world.server.storeId(), Operation.OPEN);
            all.add(again);
        }
    }

    /** The number of executions of creates, not counting the first execution of each. */
    public long twice() {
        return twice;
    }

    /**
     * The timestamp of an event: the virtual time in nanoseconds, increased if needed so that no two events have the same. Thus
     * every interval is exact.
     */
    long tick() {
        clock = Math.max(clock + 1, world.loop.elapsedNanos());
        return clock;
    }

    /** Returns a new client number. A client has one operation in flight. */
    int newNumber() {
        return ++clientsDrawn;
    }

    /** The number of operations begun. */
    public int size() {
        return all.size();
    }

    public long maybes() {
        return world.sessions.unknown();
    }

    /** The first failure that must not happen; null if there was none. */
    @Nullable
    public Throwable bug() {
        return bug;
    }

    void recordBug(Throwable failure) {
        if (bug == null) {
            bug = failure;
        }
    }

    /** Reads as {@code caller} and passes the result to {@code next}; runs {@code unanswered} if there was none. */
    public void get(SequentialClient caller, Key key, Consumer<Optional<Versioned>> next, Runnable unanswered) {
        Recorded recorded = begin(caller, key, new VersionedInput.Get());
        caller.clerk().get(key).whenComplete((found, failure) -> {
            if (failure == null) {
                VersionedOutput output = found.<VersionedOutput>map(it -> new VersionedOutput.Found(
                                it.value(), it.version().number()))
                        .orElse(VersionedOutput.NO_KEY);
                recorded.end(output, storeOf(caller), tick());
                say(caller, () -> "get " + TraceWords.of(key) + " -> " + TraceWords.of(found));
                next.accept(found);
            } else {
                failed(caller, "get " + TraceWords.of(key), failure);
                unanswered.run();
            }
        });
    }

    /** Writes as {@code caller} and passes the outcome to {@code next}; null if the write definitely did not take effect. */
    public void put(
            SequentialClient caller, Key key, Value value, Version expected, Consumer<@Nullable PutOutcome> next) {
        Recorded recorded = begin(caller, key, new VersionedInput.Put(value, expected.number()));
        puts.put(value, recorded);
        Command command = new Command.Put(key, value, expected);
        caller.clerk()
                .put(key, value, expected)
                .whenComplete(
                        (outcome, failure) -> written(caller, recorded, command, expected, outcome, failure, next));
    }

    /** Writes with a guard; otherwise like the other method. A write whose guard failed is not part of the history. */
    public void put(
            SequentialClient caller,
            Key key,
            Value value,
            Version expected,
            Guard guard,
            Consumer<@Nullable GuardedOutcome> next) {
        Recorded recorded = begin(caller, key, new VersionedInput.Put(value, expected.number()));
        puts.put(value, recorded);
        Command command = new Command.Put(key, value, expected, null, new Command.Guard(guard.key(), guard.version()));
        caller.clerk().put(key, value, expected, guard).whenComplete((outcome, failure) -> {
            if (outcome instanceof GuardedOutcome.ErrGuard refused) {
                recorded.dropped = true;
                say(caller, () -> TraceWords.of(command) + " -> ErrGuard(" + refused.current() + ")");
                next.accept(refused);
            } else {
                written(caller, recorded, command, expected, (PutOutcome) outcome, failure, next::accept);
            }
        });
    }

    /** Deletes as {@code caller}; otherwise like {@link #put}. */
    public void delete(SequentialClient caller, Key key, Version expected, Consumer<@Nullable PutOutcome> next) {
        Recorded recorded = begin(caller, key, new VersionedInput.Delete(expected.number()));
        Command command = new Command.Delete(key, expected);
        caller.clerk()
                .delete(key, expected)
                .whenComplete(
                        (outcome, failure) -> written(caller, recorded, command, expected, outcome, failure, next));
    }

    private Recorded begin(SequentialClient caller, Key key, VersionedInput input) {
        if (caller.client().writesInSession() && !(input instanceof VersionedInput.Get)) {
            world.sessions.addWrite();
        }
        Recorded recorded = new Recorded(caller, caller.number(), key, input, tick());
        all.add(recorded);
        return recorded;
    }

    private void written(
            SequentialClient caller,
            Recorded recorded,
            Command command,
            Version expected,
            @Nullable PutOutcome outcome,
            @Nullable Throwable failure,
            Consumer<@Nullable PutOutcome> next) {
        if (outcome == null) {
            recorded.dropped = true; // why: the failure says that the write definitely did not take effect
            failed(caller, TraceWords.of(command), failure == null ? new IllegalStateException("neither") : failure);
        } else {
            say(caller, () -> TraceWords.of(command) + " -> " + TraceWords.of(outcome));
            StoreId store = outcome instanceof ErrMaybe maybe && maybe.cause() instanceof Cause.StoreChanged changed
                    ? changed.before()
                    : storeOf(caller);
            VersionedOutput output = output(outcome, expected);
            recorded.current = currentIn(outcome);
            recorded.end(output, store, output instanceof VersionedOutput.Unknown ? Operation.OPEN : tick());
            if (outcome instanceof ErrMaybe maybe) {
                countUnknown(caller, recorded.call, maybe.cause());
                caller.becomeAnother();
            }
        }
        next.accept(outcome);
    }

    /** Counts an operation with an unknown outcome that was called at {@code call}, and reports a cause that is not possible. */
    void countUnknown(SequentialClient caller, long call, Cause cause) {
        boolean inSession = caller.client().writesInSession();
        world.sessions.addUnknown(inSession, UnknownCause.of(cause));
        if (inSession && !isPossible(cause, call)) {
            recordBug(new IllegalStateException("ErrMaybe in a session of " + caller.name() + ": " + cause));
        }
    }

    /** Whether a write in a session may end in ErrMaybe for this cause, given what has happened in the run. */
    private boolean isPossible(Cause cause, long call) {
        return switch (UnknownCause.of(cause)) {
            case RESEND_REFUSED -> false;
            case DEADLINE_ENDED ->
                cause instanceof Cause.DeadlineEnded ended
                        && world.loop.elapsedNanos()
                                >= call - CLOCK_NANOS + ended.deadline().toNanos();
            case SESSION_LOST -> world.mayLoseSessions();
            case STORE_CHANGED -> world.server.ledgers().size() > 1;
            case ABANDONED -> world.isClosing();
        };
    }

    /** Every put whose outcome is not what the server did, one sentence each. */
    public List<String> violations() {
        return puts.values().stream()
                .filter(put -> !put.isTrue())
                .map(put -> "a put of " + put.caller.name() + " returned "
                        + (put.dropped ? "that it did not take effect" : put.output) + ", but it was executed "
                        + put.executions + " times: " + put.input)
                .toList();
    }

    private static VersionedOutput output(PutOutcome outcome, Version expected) {
        return outcome.fold(
                version -> new VersionedOutput.Written(version.number()),
                current -> new VersionedOutput.Conflict(current.number()),
                () -> VersionedOutput.NO_KEY,
                cause -> isOver(cause, expected) ? VersionedOutput.MAYBE : VersionedOutput.UNKNOWN);
    }

    /** The current version reported when a resend was refused; 0 if there was none. */
    private static long currentIn(PutOutcome outcome) {
        return outcome instanceof ErrMaybe maybe && maybe.cause() instanceof Cause.ResendRefused refused
                ? refused.current().map(Version::number).orElse(0L)
                : 0;
    }

    /** Whether a write with an unknown outcome can no longer take effect later: the version it expects has passed. */
    private static boolean isOver(Cause cause, Version expected) {
        return cause instanceof Cause.ResendRefused refused
                && !expected.isNone()
                && refused.current()
                        .filter(current -> current.compareTo(expected) > 0)
                        .isPresent();
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Reports a failure that says that an operation did not take effect, or only reads; any other is a bug. */
    void failed(SequentialClient caller, String what, Throwable failure) {
        Throwable cause = cause(failure);
        say(caller, () -> what + " -> " + cause.getClass().getSimpleName() + ": " + cause.getMessage());
        if (!(cause instanceof NotSentException || cause instanceof NoAnswerException || isTemporary(cause))) {
            recordBug(cause);
        }
    }

    /** Whether a command was refused because of a fault, the disk is full or there is no leader, and so definitely was not executed. */
    boolean isTemporary(Throwable failure) {
        return cause(failure) instanceof RefusedException refused
                && (isCounted(refused, "ERRFULL", FaultKind.DISK_FULL)
                        || isCounted(refused, "CLUSTERDOWN", FaultKind.REFUSED_WITHOUT_LEADER));
    }

    private boolean isCounted(RefusedException refused, String code, FaultKind fault) {
        return refused.code().equals(code) && world.tally.of(fault) > 0;
    }

    private static @Nullable StoreId storeOf(SequentialClient caller) {
        return caller.clerk().storeId().orElse(null);
    }

    private void say(SequentialClient caller, Supplier<String> what) {
        if (world.trace.isOn()) {
            world.say(caller.name(), what.get());
        }
    }

    /** Passes all operations, with the names of their parts, to {@code reader}, for writing a file. */
    public void forEach(Consumer<Entry> reader) {
        for (Recorded recorded : all) {
            StoreId store = recorded.output == null ? storeOf(recorded.caller) : recorded.store;
            if (store != null && !recorded.dropped) {
                reader.accept(new Entry(store + "/" + recorded.key, recorded.current, recorded.operation()));
            }
        }
    }

    /**
     * One operation, as written to a file.
     *
     * @param part its store and key
     * @param current the current version reported when a resend was refused; 0 if there was none
     */
    public record Entry(String part, long current, Operation<VersionedInput, VersionedOutput> operation) {}

    /** The history of each key of each store, as the checker expects it. */
    Map<Part, List<Operation<VersionedInput, VersionedOutput>>> histories() {
        Map<Part, List<Operation<VersionedInput, VersionedOutput>>> histories = new LinkedHashMap<>();
        for (Recorded recorded : all) {
            StoreId store = recorded.output == null ? storeOf(recorded.caller) : recorded.store;
            boolean saysNothing = recorded.output == null && recorded.input instanceof VersionedInput.Get;
            if (store != null && !recorded.dropped && !saysNothing) {
                histories
                        .computeIfAbsent(new Part(store, recorded.key), part -> new ArrayList<>())
                        .add(recorded.operation());
            }
        }
        return histories;
    }

    /** One operation. It has no output until it is answered. */
    private static final class Recorded {

        private final SequentialClient caller;
        private final int number;
        private final Key key;
        private final VersionedInput input;
        private final long call;
        private long end = Operation.OPEN;
        private @Nullable VersionedOutput output;
        private @Nullable StoreId store;
        private boolean dropped;
        private int executions;
        private long current;

        Recorded(SequentialClient caller, int number, Key key, VersionedInput input, long call) {
            this.caller = caller;
            this.number = number;
            this.key = key;
            this.input = input;
            this.call = call;
        }

        /** Whether the outcome says what the server did. An operation without a definite outcome says nothing. */
        boolean isTrue() {
            if (output instanceof VersionedOutput.Written) {
                return executions > 0;
            }
            boolean refused =
                    dropped || output instanceof VersionedOutput.Conflict || output instanceof VersionedOutput.NoKey;
            return !refused || executions == 0;
        }

        void end(VersionedOutput told, @Nullable StoreId in, long at) {
            output = told;
            store = in;
            end = at;
        }

        Operation<VersionedInput, VersionedOutput> operation() {
            return new Operation<>(number, input, output == null ? VersionedOutput.UNKNOWN : output, call, end);
        }
    }
}
