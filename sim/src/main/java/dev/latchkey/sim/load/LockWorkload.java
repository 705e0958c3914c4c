package dev.latchkey.sim.load;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.lock.Mutex;
import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.lock.AsyncLock;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.ReleaseOutcome;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.SeededChance;
import dev.latchkey.sim.world.SimulatedClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Clients increment two counters under a lock: a key of the store and a counter outside of it that checks fencing tokens. If
 * holders may die, an operator breaks every lock that is held for too long, even if its holder is only paused.
 */
public final class LockWorkload implements Workload {

    static final String NAME = "counter";
    static final Key LOCK_KEY = Key.of("lock/" + NAME);

    private static final Key GUARDED = Key.of("guarded");
    private static final int INSIDE_MILLIS_MAX = 4;
    private static final int OUTSIDE_MILLIS_MAX = 20;

    private final World world;
    private final SeededChance chance;
    private final int operationsMax;
    private final boolean breaking;
    private final LockLog log;
    private final FencedCounter counter = new FencedCounter();
    private final List<Worker> workers = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();

    private @Nullable Worker inside;
    private boolean probing;

    public LockWorkload(World world, int operationsMax, boolean breaking) {
        this.world = world;
        this.chance = world.chance.of("lock workload");
        this.operationsMax = operationsMax;
        this.breaking = breaking;
        this.log = new LockLog(world.operations);
        world.server.onPut((client, put, version) -> {
            if (put.key().equals(LOCK_KEY) && put.value().length() > 0) {
                workers.stream()
                        .filter(worker -> worker.caller.client().process() == client)
                        .forEach(worker -> log.made(version.number(), worker.owner));
            }
        });
        if (breaking) {
            new LockOperator(world, log).start();
        }
    }

    @Override
    public void add(SimulatedClient client) {
        Worker worker = new Worker(
                new SequentialClient(client, client.clerk().withoutDeadline(), client.name(), world.operations));
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
        if (inside != null && inside.caller.client() == client) {
            world.tally.add(FaultKind.HOLDER_DEATH);
            inside = null;
        }
    }

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
        return Duration.ofSeconds(breaking ? 30 : 5);
    }

    @Override
    public List<Operation<Mutex.Input, Mutex.Output>> lockHistory() {
        return log.history();
    }

    @Override
    public List<String> violations() {
        if (counter.read() != counter.written()) {
            violations.add("the counter is " + counter.read() + " after " + counter.written() + " increments");
        }
        return violations;
    }

    private final class Worker {

        private final SequentialClient caller;
        private final AsyncLock lock;
        private Object owner = "nobody";
        private int rounds;
        private boolean busy;

        Worker(SequentialClient caller) {
            this.caller = caller;
            this.lock = caller.client().latchkey().lock(NAME).withoutSession().async();
        }

        void rest() {
            busy = true;
            after(OUTSIDE_MILLIS_MAX, () -> {
                busy = false;
                if (!isWindingDown() && !probing) {
                    acquire();
                }
            });
        }

        private void after(int millisMax, Runnable next) {
            caller.client().process().schedule(chance.nanosUpTo(1, millisMax), next);
        }

        void acquire() {
            busy = true;
            owner = caller.name() + "/" + ++rounds;
            LockLog.Entry recorded = log.acquire(owner);
            lock.acquire().whenComplete((held, failure) -> {
                if (held == null) {
                    say(() -> "acquire -> " + failure);
                    rest();
                } else {
                    recorded.end(new Mutex.Output.Granted(held.token().number()));
                    say(() -> "acquired with token " + held.token());
                    enter(held);
                }
            });
        }

        private void enter(Held held) {
            if (!breaking && inside != null) {
                violations.add(caller.name() + " was granted the lock while " + inside.caller.name() + " held it");
            }
            inside = this;
            if (!counter.admits(held.token().number())) {
                release(held, log.release(owner));
                return;
            }
            long before = counter.read();
            after(
                    INSIDE_MILLIS_MAX,
                    () -> world.operations.get(
                            caller,
                            GUARDED,
                            found -> write(held, before, found),
                            () -> release(held, log.release(owner))));
        }

        private void write(Held held, long before, Optional<Versioned> found) {

            Version version = found.map(Versioned::version).orElse(Version.NONE);
            world.operations.put(caller, GUARDED, Value.of(String.valueOf(owner)), version, outcome -> {
                if (!breaking && outcome instanceof PutOutcome.ErrVersion) {
                    violations.add("another client wrote the guarded key while " + caller.name() + " held the lock");
                }
                if (counter.admits(held.token().number())) {
                    counter.write(before + 1);
                } else {
                    say(() -> "the counter refuses token " + held.token());
                }
                release(held, log.release(owner));
            });
        }

        private void release(Held held, LockLog.Entry recorded) {
            if (inside == this) {
                inside = null;
            }
            held.releaseAsync().whenComplete((outcome, failure) -> {
                say(() -> "release -> " + (failure == null ? outcome : failure));
                if (failure != null) {
                    retry(held, recorded, failure);
                } else if (outcome == ReleaseOutcome.MAYBE) {
                    checkReleased(held, recorded);
                } else {
                    if (outcome == ReleaseOutcome.NOT_HELD && !log.isBroken(owner)) {
                        violations.add(caller.name() + " got NOT_HELD for a lock that was not broken");
                    }
                    recorded.end(outcome == ReleaseOutcome.RELEASED ? Mutex.Output.DONE : Mutex.Output.REFUSED);
                    rest();
                }
            });
        }

        private void retry(Held held, LockLog.Entry recorded, Throwable failure) {
            if (!(failure instanceof NotSentException)) {
                world.operations.recordBug(failure);
            }
            releaseAgain(held, recorded);
        }

        /** Retries the release, unless the world is closing its clients: from then on every release fails immediately. */
        private void releaseAgain(Held held, LockLog.Entry recorded) {
            if (!world.isClosing()) {
                after(OUTSIDE_MILLIS_MAX, () -> release(held, recorded));
            }
        }

        /** A release with an unknown outcome is settled once the lock is no longer held at our token. */
        private void checkReleased(Held held, LockLog.Entry recorded) {
            lock.holder().whenComplete((holder, failure) -> {
                boolean over = failure == null && !holder.equals(Optional.of(held.token()));
                if (over) {
                    recorded.end(Mutex.Output.UNKNOWN);
                    rest();
                } else {
                    releaseAgain(held, recorded);
                }
            });
        }

        private void say(java.util.function.Supplier<String> what) {
            if (world.trace.isOn()) {
                world.say(caller.name(), what.get());
            }
        }
    }
}
