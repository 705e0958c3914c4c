package dev.latchkey.sim.load;

import dev.latchkey.client.clerk.Guard;
import dev.latchkey.client.clerk.GuardedOutcome;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.session.ClientSession;
import dev.latchkey.client.session.SessionLoss;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.SeededChance;
import dev.latchkey.sim.world.SimulatedClient;
import dev.latchkey.wire.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Clients compete for one key, which the session of its holder owns, and write a second key with a guard on the first. The holder gives
 * the key up by deleting it, by closing its session, by letting it lapse, or by dying. While its lease is current, no other client is
 * granted the key; and no write of a holder takes effect after its successor was granted the key.
 */
public final class HoldWorkload implements Workload {

    private static final Key HOLD = Key.of("hold");
    private static final Key GUARDED = Key.of("guarded");
    private static final int TTL_MILLIS_MIN = 200;
    private static final int TTL_MILLIS_MAX = 2_000;
    private static final int REST_MILLIS_MAX = 60;
    private static final int WRITE_MILLIS_MAX = 40;
    private static final int WRITES_MAX = 6;

    private final World world;
    private final SeededChance chance;
    private final ClientConfig config;
    private final int operationsMax;
    private final List<Worker> workers = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private long valuesDrawn;
    private long newestToken;
    private boolean probing;

    public HoldWorkload(World world, ClientConfig config, int operationsMax) {
        this.world = world;
        this.chance = world.chance.of("hold workload");
        this.config = config;
        this.operationsMax = operationsMax;
        world.server.onPut((client, put, version) -> {
            if (put.key().equals(HOLD)) {
                granted(put, version.number());
            } else if (put.guard() != null) {
                requireNewest(put, put.guard());
            }
        });
    }

    private void granted(Command.Put put, long token) {
        newestToken = token;
        for (Worker other : workers) {
            if (other.isSureToHold() && !put.value().equals(other.mark)) {
                violations.add(put.value().utf8() + " was granted the key with token " + token + " while the lease of "
                        + other.caller.name() + " was current");
            }
        }
    }

    private void requireNewest(Command.Put put, Command.Guard guard) {
        if (guard.version().number() != newestToken) {
            violations.add("the write of " + put.value().utf8() + " with token " + guard.version()
                    + " took effect after token " + newestToken + " was granted");
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
            if (worker.caller.client() == client && worker.heldIn != null && worker.heldIn.isAlive()) {
                world.tally.add(FaultKind.HOLDER_DEATH);
            }
        }
    }

    /** Every client tries to hold the key once, which succeeds when the sessions of the dead have expired. */
    @Override
    public void probe(List<SimulatedClient> living) {
        probing = true;
        for (Worker worker : workers) {
            if (living.contains(worker.caller.client())) {
                worker.openOrAcquire();
            }
        }
    }

    @Override
    public Duration livenessMore() {
        return Duration.ofSeconds(30);
    }

    @Override
    public void close() {
        workers.forEach(worker -> worker.own.close());
    }

    @Override
    public List<String> violations() {
        return violations;
    }

    private final class Worker implements ClientSession.Listener {

        private final SequentialClient caller;
        private final SessionClient own;
        private @Nullable ClientSession session;

        /** The value of the attempt, which no other attempt writes. */
        private Value mark = Value.EMPTY;

        /** The session that owns the key; null before the key was granted, and when it is given up. */
        private @Nullable ClientSession heldIn;

        private Version token = Version.NONE;
        private int writesLeft;
        private boolean busy;

        Worker(SimulatedClient client) {
            own = new SessionClient(
                    client, world.transport(client.process()), world.chance.of("holds of " + client.name()), config);
            caller = new SequentialClient(
                    client, client.clerk().withoutDeadline(), client.name() + ".hold", world.operations);
        }

        /** Whether it was granted the key, and the server certainly keeps its session. */
        boolean isSureToHold() {
            return heldIn != null && heldIn.isAlive() && !caller.client().isDead();
        }

        private void after(int millisMax, Runnable next) {
            busy = true;
            caller.client().process().schedule(chance.nanosUpTo(1, millisMax), next);
        }

        void rest() {
            after(REST_MILLIS_MAX, () -> {
                busy = false;
                if (!isWindingDown() && !probing) {
                    openOrAcquire();
                }
            });
        }

        void openOrAcquire() {
            busy = true;
            if (session == null) {
                session = own.open(Duration.ofMillis(chance.nextInt(TTL_MILLIS_MIN, TTL_MILLIS_MAX)), this);
            } else if (session.isOpen()) {
                acquire(session);
            }
        }

        @Override
        public void opened(ClientSession open) {
            say("opened session " + open.id());
            acquire(open);
        }

        @Override
        public void refused(ClientSession refused, Answer answer) {
            session = null;
            again();
        }

        @Override
        public void lost(ClientSession lost, SessionLoss loss) {
            say("lost its session: " + loss);
            session = null;
        }

        private void again() {
            if (!world.isClosing()) {
                after(REST_MILLIS_MAX, this::openOrAcquire);
            }
        }

        private void acquire(ClientSession open) {
            mark = Value.of(caller.name() + "/" + ++valuesDrawn);
            own.clerk()
                    .numberedBy(open)
                    .inStore(open.store())
                    .putOwned(open.id(), HOLD, mark, Version.NONE)
                    .whenComplete((outcome, failure) -> {
                        if (outcome instanceof PutOutcome.Ok ok && session == open) {
                            token = ok.version();
                            heldIn = open;
                            writesLeft = chance.nextInt(WRITES_MAX);
                            say("holds the key with token " + token);
                            hold(open);
                        } else {
                            say("was not granted the key: " + (failure == null ? outcome : failure));
                            again();
                        }
                    });
        }

        private void hold(ClientSession open) {
            after(WRITE_MILLIS_MAX, () -> {
                if (writesLeft-- > 0) {
                    world.operations.get(
                            caller,
                            GUARDED,
                            found -> write(open, found.isPresent() ? found.get().version() : Version.NONE),
                            () -> hold(open));
                } else if (session == open) {
                    giveUp(open);
                } else {
                    rest();
                }
            });
        }

        /** Writes with the token even if the session is lost by now, as a holder that was paused does. */
        private void write(ClientSession open, Version expected) {
            Value value = Value.of(caller.name() + "=" + ++valuesDrawn);
            world.operations.put(caller, GUARDED, value, expected, new Guard(HOLD, token), outcome -> {
                if (outcome instanceof GuardedOutcome.ErrGuard && isSureToHold()) {
                    violations.add("a guarded write of " + caller.name() + " was refused while its lease was current");
                }
                hold(open);
            });
        }

        private void giveUp(ClientSession open) {
            Version held = token;
            switch (chance.nextInt(4)) {
                case 0 -> {
                    heldIn = null;
                    open.close(() -> say("closed its session"));
                    rest();
                }
                case 1 -> {
                    open.lapse(
                            Duration.ofMillis(chance.nextInt(1, TTL_MILLIS_MIN)), () -> say("lets its session lapse"));
                    after(TTL_MILLIS_MAX, this::rest);
                }
                default -> {
                    heldIn = null;
                    delete(open, held);
                }
            }
        }

        private void delete(ClientSession open, Version held) {
            own.clerk()
                    .numberedBy(open)
                    .inStore(open.store())
                    .delete(HOLD, held)
                    .whenComplete((outcome, failure) -> {
                        say("gave the key up: " + (failure == null ? outcome : failure));
                        if (failure != null && world.operations.isTemporary(failure) && !world.isClosing()) {
                            after(REST_MILLIS_MAX, () -> delete(open, held));
                        } else {
                            rest();
                        }
                    });
        }

        private void say(String what) {
            if (world.trace.isOn()) {
                world.say(caller.name(), what);
            }
        }
    }
}
