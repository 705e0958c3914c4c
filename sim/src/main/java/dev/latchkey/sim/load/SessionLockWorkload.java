package dev.latchkey.sim.load;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.lock.Mutex;
import dev.latchkey.client.clerk.GuardedOutcome;
import dev.latchkey.client.clerk.NoAnswerException;
import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.lock.AsyncLock;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.ReleaseOutcome;
import dev.latchkey.client.lock.loss.LockLoss;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.sim.load.LockGrants.Freed;
import dev.latchkey.sim.load.LockGrants.Grant;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.SeededChance;
import dev.latchkey.sim.world.SimulatedClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Clients compete for a lock whose key their sessions own, as {@code lock(name)} does by default, and write a key with the guard of their
 * hold, even after they have lost the lock. They release it, hold it too long, discard it, break it, or die with it.
 *
 * <p>At the moment at which the server frees the lock, {@code isHeld} of the holder must be false already, unless another client has
 * broken the lock; and the holder must be notified of the loss exactly once. The history of the lock must be that of a fenced mutex.
 */
public final class SessionLockWorkload implements Workload {

    static final String NAME = "session";

    private static final Key LOCK_KEY = Key.of("lock/" + NAME);
    private static final Key GUARDED = Key.of("guarded");
    private static final int TTL_MILLIS_MIN = 250;
    private static final int TTL_MILLIS_MAX = 2_000;
    private static final int REST_MILLIS_MAX = 40;
    private static final int INSIDE_MILLIS_MAX = 30;
    private static final int TIMEOUT_MILLIS_MAX = 1_500;
    private static final int WRITES_MAX = 5;
    private static final int ALL = 10;

    /** How long after the lock was freed its holder, if it is not paused, may take to be notified. */
    private static final Duration TOLD_WITHIN = Duration.ofMillis(50);

    private final World world;
    private final SeededChance chance;
    private final int operationsMax;
    private final LockGrants grants;
    private final LockLog log;
    private final List<Worker> workers = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private long valuesDrawn;
    private boolean probing;

    public SessionLockWorkload(World world, int operationsMax) {
        this.world = world;
        this.chance = world.chance.of("session lock workload");
        this.operationsMax = operationsMax;
        this.log = new LockLog(world.operations);
        this.grants = new LockGrants(world, LOCK_KEY, new Watching());
    }

    /** Compares each change on the server with what the clients believe. */
    private final class Watching implements LockGrants.Listener {

        @Override
        public void granted(Grant grant) {
            worker(grant).ifPresent(worker -> log.made(grant.tokenOfAllStores(), worker.owner));
            for (Worker other : workers) {
                if (other.caller.client().process() != grant.client() && other.believesToHold(grant.store())) {
                    violations.add("token " + grant.token() + " was granted to "
                            + grant.client().name() + " while isHeld of " + other.caller.name() + " was true");
                }
            }
        }

        @Override
        public void freed(Grant grant, Freed how) {
            if (how != Freed.RELEASED) {
                log.breakHold(grant.tokenOfAllStores()).end(Mutex.Output.DONE);
            }
            worker(grant).ifPresent(worker -> worker.freed(grant, how));
        }

        private Optional<Worker> worker(Grant grant) {
            return workers.stream()
                    .filter(worker -> worker.caller.client().process() == grant.client())
                    .findFirst();
        }
    }

    @Override
    public void add(SimulatedClient client) {
        Worker worker = new Worker(client);
        workers.add(worker);
        worker.rest();
    }

    @Override
    public boolean isWindingDown() {
        return world.operations.size() + log.size() >= operationsMax;
    }

    @Override
    public boolean isIdle() {
        return workers.stream()
                .noneMatch(worker -> worker.busy && !worker.caller.client().isDead());
    }

    @Override
    public void died(SimulatedClient client) {
        for (Worker worker : workers) {
            if (worker.caller.client() == client && worker.hold != null && worker.hold.held.isHeld()) {
                world.tally.add(FaultKind.HOLDER_DEATH);
            }
        }
    }

    /** Every client acquires the lock once, which succeeds when the sessions of the dead have expired. */
    @Override
    public void probe(List<SimulatedClient> living) {
        probing = true;
        for (Worker worker : List.copyOf(workers)) {
            if (living.contains(worker.caller.client())) {
                worker.acquire();
            }
        }
    }

    @Override
    public Duration livenessMore() {
        return Duration.ofSeconds(30);
    }

    @Override
    public List<Operation<Mutex.Input, Mutex.Output>> lockHistory() {
        return log.history();
    }

    @Override
    public List<String> violations() {
        List<String> all = new ArrayList<>(violations);
        all.addAll(grants.violations());
        return all;
    }

    /** One hold, as its client sees it. */
    private static final class Hold {

        private final Held held;
        private final int store;
        private int told;

        private boolean ending;

        Hold(Held held, int store) {
            this.held = held;
            this.store = store;
        }

        /** The token as it appears in the history of the lock. */
        long token() {
            return LockGrants.tokenOfAllStores(store, held.token().number());
        }
    }

    private final class Worker {

        private final SequentialClient caller;
        private final AsyncLock lock;
        private final Duration ttl;
        private String owner = "nobody";
        private int rounds;
        private @Nullable Hold hold;
        private boolean busy;

        Worker(SimulatedClient client) {
            caller = new SequentialClient(client, client.clerk().withoutDeadline(), client.name(), world.operations);
            ttl = Duration.ofMillis(chance.nextInt(TTL_MILLIS_MIN, TTL_MILLIS_MAX));
            lock = client.latchkey().lock(NAME).withTtl(ttl).async();
        }

        boolean believesToHold(int store) {
            Hold mine = hold;
            return mine != null
                    && mine.store == store
                    && grants.freed(mine.token())
                            != Freed.BROKEN // why: its client notices that only when it reads the key
                    && !caller.client().isDead()
                    && mine.held.isHeld();
        }

        private void after(long millisMax, Runnable next) {
            busy = true;
            caller.client().process().schedule(chance.nanosUpTo(1, (int) millisMax), next);
        }

        void rest() {
            after(REST_MILLIS_MAX, () -> {
                busy = false;
                if (!isWindingDown() && !probing && !world.isClosing()) {
                    acquire();
                }
            });
        }

        void acquire() {
            busy = true;
            owner = caller.name() + "/" + ++rounds;
            LockLog.Entry recorded = log.acquire(owner);
            boolean isPatient = probing || chance.nextBoolean();
            if (isPatient) {
                lock.acquire().whenComplete((held, failure) -> acquired(recorded, Optional.ofNullable(held), failure));
            } else {
                Duration timeout = Duration.ofMillis(chance.nextInt(1, TIMEOUT_MILLIS_MAX));
                lock.tryAcquire(timeout)
                        .whenComplete((held, failure) ->
                                acquired(recorded, failure == null ? held : Optional.empty(), failure));
            }
        }

        private void acquired(LockLog.Entry recorded, Optional<Held> held, @Nullable Throwable failure) {
            if (failure != null) {
                say(() -> "acquire -> " + failure);
                recordUnexpected(failure);
                restOrTryAgain();
            } else if (held.isEmpty()) {
                say(() -> "did not get the lock in time");
                breakSometimes();
            } else {
                granted(recorded, held.get());
            }
        }

        /** In a probe, an acquisition fails only if the store has changed just before; it is repeated. */
        private void restOrTryAgain() {
            if (probing && !world.isClosing()) {
                after(REST_MILLIS_MAX, this::acquire);
            } else {
                rest();
            }
        }

        private void granted(LockLog.Entry recorded, Held held) {
            Hold mine = new Hold(held, grants.store(caller.clerk().storeId().orElseThrow()));
            hold = mine;
            recorded.end(new Mutex.Output.Granted(mine.token()));
            world.locks.addGranted();
            say(() -> "acquired with token " + held.token());
            held.onLost(loss -> lost(mine, loss));
            inside(mine, probing ? 1 : chance.nextInt(WRITES_MAX));
        }

        private void lost(Hold mine, LockLoss loss) {
            say(() -> "lost token " + mine.held.token() + ": " + loss);
            world.locks.addLoss(loss);
            if (++mine.told > 1) {
                violations.add(caller.name() + " was notified twice that it lost token " + mine.held.token());
            }
            if (mine.held.isHeld()) {
                violations.add("isHeld of " + caller.name() + " was true after it was notified of a loss");
            }
        }

        /** The server has freed the lock, which this worker holds or is about to hold. */
        void freed(Grant grant, Freed how) {
            Hold mine = hold;
            if (mine == null
                    || mine.token() != grant.tokenOfAllStores()
                    || caller.client().isDead()) {
                return;
            }
            if (how == Freed.SESSION_ENDED) {
                if (mine.held.isHeld()) {
                    violations.add("isHeld of " + caller.name() + " was true when the server ended its session");
                }
                caller.client().process().schedule(TOLD_WITHIN.toNanos(), () -> requireTold(mine));
            }
        }

        private void requireTold(Hold mine) {
            if (mine.told == 0 && !mine.ending && !world.isClosing()) {
                violations.add(caller.name() + " was not notified that it lost token " + mine.held.token());
            }
        }

        /** Writes with the guard even if the lock is lost by now, as a holder that was paused does. */
        private void inside(Hold mine, int writesLeft) {
            after(INSIDE_MILLIS_MAX, () -> {
                if (writesLeft > 0) {
                    world.operations.get(
                            caller,
                            GUARDED,
                            found -> write(
                                    mine,
                                    found.isPresent() ? found.get().version() : Version.NONE,
                                    () -> inside(mine, writesLeft - 1)),
                            () -> end(mine));
                } else {
                    end(mine);
                }
            });
        }

        private void write(Hold mine, Version expected, Runnable next) {
            Value value = Value.of(caller.name() + "=" + ++valuesDrawn);
            world.operations.put(caller, GUARDED, value, expected, mine.held.guard(), outcome -> {
                if (outcome instanceof GuardedOutcome.ErrGuard) {
                    world.locks.addStale();
                    if (believesToHold(mine.store) && grants.store() == mine.store) {
                        violations.add("a guarded write of " + caller.name() + " was refused while isHeld was true");
                    }
                } else {
                    world.locks.addGuarded();
                }
                next.run();
            });
        }

        private void end(Hold mine) {
            int drawn = chance.nextInt(ALL);
            if (probing || drawn > 2) {
                release(mine);
            } else if (drawn == 0) {
                after(2 * ttl.toMillis(), () -> release(mine)); // why: the hold may be lost meanwhile
            } else {
                log.release(owner); // why without a result: it is not known whether the server frees the lock
                discard(mine);
                rest();
            }
        }

        private void discard(Hold mine) {
            mine.ending = true;
            say(() -> "discards token " + mine.held.token());
            mine.held.close();
        }

        private void release(Hold mine) {
            mine.ending = true;
            boolean isKnownAsLost = mine.told > 0;
            LockLog.Entry recorded = log.release(owner);
            mine.held.releaseAsync().whenComplete((outcome, failure) -> {
                say(() -> "release -> " + (failure == null ? outcome : failure));
                if (outcome == ReleaseOutcome.RELEASED) {
                    if (isKnownAsLost) {
                        violations.add(caller.name() + " released a lock that it had been notified to have lost");
                    }
                    world.locks.addReleased();
                    recorded.end(Mutex.Output.DONE);
                } else if (outcome == ReleaseOutcome.NOT_HELD) {
                    recorded.drop(); // why: it is refused even before the lock is free, 10 % before its session ends
                    requireLost(mine);
                } else {
                    recordUnexpected(failure);
                    discard(mine);
                }
                rest();
            });
        }

        private void requireLost(Hold mine) {
            Freed how = grants.freed(mine.token());
            boolean isLost = mine.told > 0 || (how != null && how != Freed.RELEASED);
            if (!isLost) {
                violations.add(caller.name() + " got NOT_HELD for token " + mine.held.token() + ", which it "
                        + (how == null ? "has not lost" : "has released"));
            }
        }

        private void breakSometimes() {
            if (probing || chance.nextInt(ALL) > 0) {
                restOrTryAgain();
                return;
            }
            lock.holder().whenComplete((holder, unread) -> {
                if (unread != null || holder.isEmpty()) {
                    restOrTryAgain();
                    return;
                }
                say(() -> "breaks token " + holder.get());
                lock.breakHold(holder.get()).whenComplete((outcome, failure) -> {
                    recordUnexpected(failure);
                    restOrTryAgain();
                });
            });
        }

        /** A lock that was not acquired or not released for a reason that a fault explains is no bug. */
        private void recordUnexpected(@Nullable Throwable failure) {
            if (failure != null && !isForFault(failure)) {
                world.operations.recordBug(failure);
            }
        }

        private boolean isForFault(Throwable failure) {
            return failure instanceof NotSentException
                    || failure instanceof NoAnswerException
                    || world.operations.isTemporary(failure);
        }

        private void say(Supplier<String> what) {
            if (world.trace.isOn()) {
                world.say(caller.name(), what.get());
            }
        }
    }
}
