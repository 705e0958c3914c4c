package dev.latchkey.engine.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Backup;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.Follower;
import dev.latchkey.engine.HistoryFigures;
import dev.latchkey.engine.KeyspaceSize;
import dev.latchkey.engine.SessionFigures;
import dev.latchkey.engine.session.ExpiryDriver;
import dev.latchkey.engine.session.ExpiryTimer;
import dev.latchkey.engine.session.SessionExpiry;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.seams.Time;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The in-memory engine: executes each command immediately, on the calling thread, under one lock. The data is gone when the process
 * exits, and each run of the process has a new store with a new id. For tests, caches and other data that may be lost.
 */
public final class MemoryEngine implements Engine {

    private static final Asker UNOBSERVED = Asker.of(Runnable::run, reply -> {}, reason -> {});

    private final StoreId storeId;
    private final GuardedState state;
    private final Backups backups;
    private final Time time;
    private final SessionExpiry expiry;
    private final ExpiryTimer timer;
    private final Followers followers;

    /** Returns what observes the outcome of the end of a session. Guarded by the lock of the state. */
    private Function<Command.EndSession, Asker> observerOf = end -> UNOBSERVED;

    /**
     * @param storeId a new one for every engine
     * @param limits the limits of the state machine
     * @param bytesMax the memory limit, compared with the store's own estimate; a put that would exceed it is refused
     * @param hash a new one for every engine
     */
    public MemoryEngine(StoreId storeId, StateLimits limits, long bytesMax, SipHash hash) {
        this(storeId, limits, bytesMax, hash, SystemTime.INSTANCE);
    }

    /** As the other constructor, with other clocks than those of the machine. */
    public MemoryEngine(StoreId storeId, StateLimits limits, long bytesMax, SipHash hash, Time time) {
        this(storeId, limits, MemoryLimits.of(bytesMax), hash, time);
    }

    private MemoryEngine(StoreId storeId, StateLimits limits, MemoryLimits memory, SipHash hash, Time time) {
        this.storeId = storeId;
        this.state = new GuardedState(new StateMachine(limits, hash, memory.layout()), memory);
        this.backups = new Backups(state);
        this.time = time;
        this.expiry = new SessionExpiry(state, time, false, () -> false);
        this.followers = new Followers(state::revision);
        this.timer = new ExpiryTimer(this::nextExpiryCheck, this::checkExpiry, time);
    }

    /**
     * Returns an engine with standard limits, except for the number of tombstones, which depends on the memory limit. Each run has a
     * new store, so the limits need not agree with those of an earlier run.
     */
    public static MemoryEngine withMemoryLimit(long bytesMax, StoreId storeId, SipHash hash) {
        return withMemoryLimits(MemoryLimits.of(bytesMax), storeId, hash);
    }

    /** As {@link #withMemoryLimit}, with limits that suit the heap of this process. */
    public static MemoryEngine withMemoryLimits(MemoryLimits memory, StoreId storeId, SipHash hash) {
        return withMemoryLimits(memory, storeId, hash, SystemTime.INSTANCE);
    }

    /** As the other method, with other clocks than those of the machine. */
    public static MemoryEngine withMemoryLimits(MemoryLimits memory, StoreId storeId, SipHash hash, Time time) {
        return new MemoryEngine(storeId, memory.ofNewStore(), memory, hash, time);
    }

    /** Starts the thread that ends sessions while no command arrives. Call this at most once. */
    public void start() {
        state.locked(now -> {
            expiry.timedBy(timer::wake);
            return now;
        });
        timer.start();
    }

    /** Lets {@code driver} call {@link #checkExpiry} in time from now on. For an engine that is not started. */
    public void driveExpiry(ExpiryDriver driver) {
        state.locked(now -> {
            observerOf = driver::ordering;
            expiry.timedBy(driver::earlier);
            return now;
        });
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Optional<StoreId> storeId() {
        return Optional.of(storeId);
    }

    @Override
    public Reply tryAnswer(Command command) {
        return tryAnswer(command, "");
    }

    @Override
    public Reply tryAnswer(Command command, String by) {
        Origin origin = command.isWrite() ? new Origin(by, time.wallMillis()) : Origin.UNKNOWN;
        Reply reply = state.locked(now -> execute(command, origin));
        followers.applied();
        return reply;
    }

    @Override
    public void submit(Command command, Asker asker) {
        asker.answered(tryAnswer(command, asker.by()));
    }

    /** For a caller that holds the lock. */
    private Reply execute(Command command, Origin origin) {
        if (!expiry.isIdle()) {
            endDue();
            expiry.arrived(command, command);
        }
        Reply reply = state.applyHeld(command, origin);
        if (command.isWrite()) {
            expiry.executed(command, reply, command);
        }
        return reply;
    }

    private void endDue() {
        if (!expiry.isCheckDue()) {
            return;
        }
        for (SessionId id : expiry.takeDue()) {
            Command.EndSession end = new Command.EndSession(id);
            Asker observer = observerOf.apply(end);
            Reply reply = state.applyHeld(end, new Origin("", time.wallMillis()));
            expiry.executed(end, reply, end);
            observer.answered(reply);
        }
    }

    @Override
    public OptionalLong nextExpiryCheck() {
        return expiry.nextCheck();
    }

    @Override
    public void checkExpiry() {
        state.locked(now -> {
            endDue();
            return now;
        });
        followers.applied();
    }

    @Override
    public void follow(Follower follower) {
        followers.add(follower);
    }

    @Override
    public void unfollow(Follower follower) {
        followers.remove(follower);
    }

    @Override
    public Reply nextEvents(HistoryRead.Changes page) {
        return state.read(page);
    }

    @Override
    public HistoryFigures history() {
        return state.history();
    }

    @Override
    public long sessionsOf(String user) {
        return state.sessionsOf(user);
    }

    @Override
    public Optional<String> userOf(SessionId session) {
        return state.userOf(session);
    }

    @Override
    public SessionFigures sessions() {
        return state.sessions(expiry);
    }

    @Override
    public KeyspaceSize keyspace() {
        return state.keyspace();
    }

    @Override
    public Optional<Backup> openBackup() {
        return backups.open(storeId);
    }

    @Override
    public void close() {
        timer.close();
    }
}
