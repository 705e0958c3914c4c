package dev.latchkey.sim.load;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Guard;
import dev.latchkey.client.clerk.GuardedOutcome;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.Lock;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.SeededChance;
import dev.latchkey.sim.world.SimulatedClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Clients compete for one lock that has a queue: a fair lock, a reader/writer lock, a semaphore or the leadership of an election. Those that
 * exclude all others write a key with the guard of their hold, even after they were paused. At no time do clients that exclude each other
 * believe to hold the lock, tokens grow from one exclusive holder to the next, and no write with an older token takes effect after one with
 * a newer token.
 */
public final class QueueWorkload implements Workload {

    private static final String NAME = "queue";
    private static final Key GUARDED = Key.of("guarded");
    private static final int PERMITS = 2;
    private static final int TTL_MILLIS_MIN = 200;
    private static final int TTL_MILLIS_MAX = 2_000;
    private static final int REST_MILLIS_MAX = 60;
    private static final int WRITE_MILLIS_MAX = 40;
    private static final int WRITES_MAX = 5;

    /** What the clients of a run compete for. */
    private enum Kind {
        FAIR_LOCK,
        READ_WRITE_LOCK,
        SEMAPHORE,
        ELECTION
    }

    private final World world;
    private final SeededChance chance;
    private final int operationsMax;
    private final Kind kind;
    private final List<Worker> workers = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();

    /** The tokens of the holds that exclude all others, by their guards. */
    private final Map<Command.Guard, Version> tokens = new HashMap<>();

    private Version latestGranted = Version.NONE;
    private Version latestWritten = Version.NONE;
    private long valuesDrawn;
    private boolean probing;

    public QueueWorkload(World world, int operationsMax) {
        this.world = world;
        this.chance = world.chance.of("queue workload");
        this.operationsMax = operationsMax;
        this.kind = Kind.values()[chance.nextInt(Kind.values().length)];
        world.server.onPut((client, put, version) -> {
            if (put.key().equals(GUARDED) && put.guard() != null) {
                written(put, tokens.getOrDefault(put.guard(), Version.NONE));
            }
        });
    }

    private void written(Command.Put put, Version token) {
        if (token.compareTo(latestWritten) < 0) {
            violations.add("the write of " + put.value().utf8() + " with token " + token
                    + " took effect after a write with token " + latestWritten);
        } else {
            latestWritten = token;
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
        return world.operations.size() >= operationsMax;
    }

    @Override
    public boolean isIdle() {
        return workers.stream()
                .noneMatch(worker -> worker.busy && !worker.caller.client().isDead());
    }

    @Override
    public void died(SimulatedClient client) {
        for (Worker worker : workers) {
            Held held = worker.held;
            if (worker.caller.client() == client && held != null && held.isHeld()) {
                world.tally.add(FaultKind.HOLDER_DEATH);
            }
        }
    }

    /** Every client acquires the lock once, which succeeds when the sessions of the dead have expired. */
    @Override
    public void probe(List<SimulatedClient> living) {
        probing = true;
        for (Worker worker : workers) {
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
    public List<String> violations() {
        return violations;
    }

    private final class Worker {

        private final SequentialClient caller;
        private final Lock lock;
        private final boolean excludesAll;
        private @Nullable Held held;
        private int writesLeft;
        private boolean busy;

        Worker(SimulatedClient client) {
            caller = new SequentialClient(
                    client, client.clerk().withoutDeadline(), client.name() + ".queue", world.operations);
            boolean reads = kind == Kind.READ_WRITE_LOCK && chance.nextBoolean();
            excludesAll = kind != Kind.SEMAPHORE && !reads;
            lock = lock(client.latchkey(), reads)
                    .withTtl(Duration.ofMillis(chance.nextInt(TTL_MILLIS_MIN, TTL_MILLIS_MAX)));
        }

        private Lock lock(Latchkey latchkey, boolean reads) {
            return switch (kind) {
                case FAIR_LOCK -> latchkey.lock(NAME).fair();
                case READ_WRITE_LOCK ->
                    reads
                            ? latchkey.readWriteLock(NAME).read()
                            : latchkey.readWriteLock(NAME).write();
                case SEMAPHORE -> latchkey.semaphore(NAME, PERMITS);
                case ELECTION -> latchkey.election(NAME).lock();
            };
        }

        boolean isSureToHold(@Nullable Held hold) {
            return hold != null && hold.isHeld() && !caller.client().isDead();
        }

        private void after(int millisMax, Runnable next) {
            busy = true;
            caller.client().process().schedule(chance.nanosUpTo(1, millisMax), next);
        }

        void rest() {
            after(REST_MILLIS_MAX, () -> {
                busy = false;
                if (!isWindingDown() && !probing) {
                    acquire();
                }
            });
        }

        void acquire() {
            busy = true;
            lock.async().acquire().whenComplete((granted, failure) -> {
                if (failure == null) {
                    enter(granted);
                } else {
                    say("was not granted the lock: " + failure);
                    again();
                }
            });
        }

        private void again() {
            if (!world.isClosing()) {
                after(REST_MILLIS_MAX, this::acquire);
            }
        }

        private void enter(Held granted) {
            say("holds the lock with token " + granted.token());
            held = granted;
            writesLeft = chance.nextInt(WRITES_MAX);
            if (granted.isHeld()) {
                requireAlone(granted);
            }
            hold(granted);
        }

        private void requireAlone(Held granted) {
            List<Worker> others = workers.stream()
                    .filter(other -> other != this && other.isSureToHold(other.held))
                    .toList();
            boolean tooMany = kind == Kind.SEMAPHORE
                    ? others.size() >= PERMITS
                    : others.stream().anyMatch(other -> excludesAll || other.excludesAll);
            if (tooMany) {
                violations.add(caller.name() + " was granted the lock with token " + granted.token() + " while "
                        + others.stream().map(other -> other.caller.name()).toList() + " held it");
            }
            if (excludesAll) {
                if (granted.token().compareTo(latestGranted) <= 0) {
                    violations.add(caller.name() + " was granted token " + granted.token() + " after " + latestGranted);
                }
                latestGranted = granted.token();
                Guard guard = granted.guard();
                tokens.put(new Command.Guard(guard.key(), guard.version()), granted.token());
            }
        }

        private void hold(Held granted) {
            after(WRITE_MILLIS_MAX, () -> {
                if (writesLeft-- <= 0) {
                    release(granted);
                } else {
                    world.operations.get(
                            caller,
                            GUARDED,
                            found -> write(
                                    granted, found.isPresent() ? found.get().version() : Version.NONE),
                            () -> release(granted));
                }
            });
        }

        /** Writes with the guard even if the lock is lost by now, as a holder that was paused does. */
        private void write(Held granted, Version expected) {
            if (!excludesAll || !tokens.containsKey(commandOf(granted.guard()))) {
                hold(granted);
                return;
            }
            Value value = Value.of(caller.name() + "=" + ++valuesDrawn);
            world.operations.put(caller, GUARDED, value, expected, granted.guard(), outcome -> {
                if (outcome instanceof GuardedOutcome.ErrGuard && isSureToHold(granted)) {
                    violations.add("a guarded write of " + caller.name() + " was refused while it held the lock");
                }
                hold(granted);
            });
        }

        private Command.Guard commandOf(Guard guard) {
            return new Command.Guard(guard.key(), guard.version());
        }

        private void release(Held granted) {
            busy = true;
            granted.releaseAsync().whenComplete((outcome, failure) -> {
                say("released the lock: " + (failure == null ? outcome : failure));
                held = null;
                rest();
            });
        }

        private void say(String what) {
            if (world.trace.isOn()) {
                world.say(caller.name(), what);
            }
        }
    }
}
