package dev.latchkey.sim.load;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.sim.world.SeededChance;
import dev.latchkey.sim.world.SimulatedClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Many callers read, create, update and delete few keys, with versions that they know or guess. */
public final class KeysWorkload implements Workload {

    private static final int THINK_MILLIS_MAX = 3;

    private final World world;
    private final SeededChance chance;
    private final Key[] keys;
    private final int callersPerClient;
    private final int operationsMax;
    private final List<Worker> workers = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private long valuesDrawn;
    private boolean probing;

    public KeysWorkload(World world, int keyCount, int callersPerClient, int operationsMax) {
        this.world = world;
        this.chance = world.chance.of("keys workload");
        this.callersPerClient = callersPerClient;
        this.operationsMax = operationsMax;
        this.keys = new Key[keyCount];
        for (int i = 0; i < keyCount; i++) {
            keys[i] = Key.of("k" + i);
        }
    }

    @Override
    public void add(SimulatedClient client) {
        for (int i = 1; i <= callersPerClient; i++) {
            AsyncClerk clerk = Patience.draw(chance).applyTo(client.clerk());
            Worker worker = new Worker(new SequentialClient(client, clerk, client.name() + "." + i, world.operations));
            workers.add(worker);
            worker.think();
        }
    }

    @Override
    public boolean isWindingDown() {
        return world.operations.size() >= operationsMax;
    }

    @Override
    public boolean isIdle() {
        for (Worker worker : workers) {
            if (worker.busy && !worker.caller.client().isDead()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void died(SimulatedClient client) {
        // why nothing: the operations of its workers stay open in the history
    }

    @Override
    public void probe(List<SimulatedClient> living) {
        probing = true;
        for (SimulatedClient client : living) {
            SequentialClient caller = new SequentialClient(
                    client, client.clerk().withoutDeadline(), client.name() + ".probe", world.operations);
            Worker worker = new Worker(caller);
            workers.add(worker);
            worker.probe(0);
        }
    }

    @Override
    public List<String> violations() {
        return violations;
    }

    private final class Worker {

        private final SequentialClient caller;

        /** The version of each key that the worker saw last; {@link Version#NONE} if it saw none. */
        private final Version[] known = new Version[keys.length];

        private boolean busy;

        Worker(SequentialClient caller) {
            this.caller = caller;
            java.util.Arrays.fill(known, Version.NONE);
        }

        void think() {
            busy = true;
            long nanos = chance.nanosUpTo(1, THINK_MILLIS_MAX);
            caller.client().process().schedule(nanos, () -> {
                busy = false;
                if (!isWindingDown() && !probing) {
                    act();
                }
            });
        }

        private void act() {
            busy = true;
            int which = chance.nextInt(keys.length);
            Version version = known[which];
            int draw = chance.nextInt(100);
            if (draw < 35) {
                get(which);
            } else if (draw < 45 || version.isNone()) {
                put(which, Version.NONE);
            } else if (draw < 80) {
                put(which, version);
            } else if (draw < 92) {
                delete(which, version);
            } else {
                put(which, Version.of(chance.nextInt(1, (int) version.number() + 3)));
            }
        }

        private void get(int which) {
            world.operations.get(
                    caller,
                    keys[which],
                    found -> {
                        learn(which, found);
                        think();
                    },
                    this::think);
        }

        private void learn(int which, Optional<Versioned> found) {
            known[which] = found.map(Versioned::version).orElse(Version.NONE);
        }

        private void put(int which, Version expected) {
            Value value = Value.of("v" + ++valuesDrawn);
            world.operations.put(caller, keys[which], value, expected, outcome -> {
                learn(which, outcome);
                think();
            });
        }

        private void delete(int which, Version expected) {
            world.operations.delete(caller, keys[which], expected, outcome -> {
                known[which] = Version.NONE;
                think();
            });
        }

        private void learn(int which, @Nullable PutOutcome outcome) {
            if (outcome instanceof PutOutcome.Ok ok) {
                known[which] = ok.version();
            } else if (outcome instanceof PutOutcome.ErrVersion refused) {
                known[which] = refused.current();
            } else {
                known[which] = Version.NONE;
            }
        }

        /** Reads every key, then writes the last one. */
        void probe(int from) {
            busy = true;
            if (from < keys.length) {
                world.operations.get(
                        caller,
                        keys[from],
                        found -> {
                            learn(from, found);
                            probe(from + 1);
                        },
                        () -> {
                            violations.add(caller.name() + ": a get was not answered after faults had stopped");
                            busy = false;
                        });
            } else {
                int last = keys.length - 1;
                Value value = Value.of("v" + ++valuesDrawn);
                world.operations.put(caller, keys[last], value, known[last], outcome -> {
                    if (outcome == null) {
                        violations.add(caller.name() + ": a put was not sent after faults had stopped");
                    }
                    busy = false;
                });
            }
        }
    }

    /** How long a caller waits for a reply. */
    enum Patience {
        FOR_EVER,
        LONG,
        SHORT;

        private static final Duration SHORT_DEADLINE = Duration.ofMillis(300);

        static Patience draw(SeededChance chance) {
            return values()[chance.nextInt(values().length)];
        }

        AsyncClerk applyTo(AsyncClerk clerk) {
            return switch (this) {
                case FOR_EVER -> clerk.withoutDeadline();
                case LONG -> clerk;
                case SHORT -> clerk.withDeadline(SHORT_DEADLINE);
            };
        }
    }
}
