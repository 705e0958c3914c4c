package dev.latchkey.sim.load;

import dev.latchkey.client.follow.CompactedException;
import dev.latchkey.client.follow.Follow;
import dev.latchkey.client.follow.FollowEndedException;
import dev.latchkey.client.follow.FollowHandle;
import dev.latchkey.client.follow.FollowRequest;
import dev.latchkey.client.follow.FollowUpdate;
import dev.latchkey.core.Key;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.sim.world.SeededChance;
import dev.latchkey.sim.world.SimulatedClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Clients write keys, and follow keys with a prefix, some of them slowly. Each follow must receive exactly the events of its store, in
 * order and in whole steps, and each state must be the one that these events lead to. Once faults have stopped, every follow must receive
 * all events.
 */
public final class FollowWorkload implements Workload {

    private static final int KEYS = 4;
    private static final int FOLLOWS_MAX = 3;
    private static final int POLL_MILLIS_MAX = 20;
    private static final int SLOW_POLL_MILLIS_MAX = 1_500;
    private static final int UPDATES_PER_POLL_MAX = 8;
    private static final int QUEUE_BYTES_MAX = 3_000;

    /** How long a silent connection stays unnoticed, and how long a slow consumer takes. */
    private static final Duration LIVENESS_MORE = Duration.ofSeconds(30);

    /** A put that took effect. */
    private record Put(StoreId store, Key key, Version version, Value value) {}

    private final World world;
    private final Workload writers;
    private final SeededChance chance;
    private final boolean evictsEvents;
    private final List<Follower> followers = new ArrayList<>();
    private final List<Put> puts = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private boolean probing;

    /** @param evictsEvents whether the store keeps so few events that some may be evicted before they are received */
    public FollowWorkload(World world, int operationsMax, boolean evictsEvents) {
        this.world = world;
        this.chance = world.chance.of("follow workload");
        this.writers = new KeysWorkload(world, KEYS, 1, operationsMax);
        this.evictsEvents = evictsEvents;
        world.server.onPut(
                (client, put, version) -> puts.add(new Put(world.server.storeId(), put.key(), version, put.value())));
    }

    @Override
    public void add(SimulatedClient client) {
        writers.add(client);
        for (int i = chance.nextInt(1, FOLLOWS_MAX + 1); i > 0; i--) {
            Follower follower = new Follower(client, client.name() + ".follow" + i);
            followers.add(follower);
            follower.begin();
        }
    }

    @Override
    public boolean isWindingDown() {
        return writers.isWindingDown();
    }

    @Override
    public boolean isIdle() {
        return writers.isIdle() && (!probing || followers.stream().allMatch(Follower::hasAll));
    }

    @Override
    public void died(SimulatedClient client) {
        writers.died(client);
    }

    @Override
    public void probe(List<SimulatedClient> living) {
        probing = true;
        writers.probe(living);
    }

    @Override
    public Duration livenessMore() {
        return LIVENESS_MORE;
    }

    @Override
    public void close() {
        followers.forEach(Follower::finish);
    }

    @Override
    public List<String> violations() {
        List<String> all = new ArrayList<>(writers.violations());
        all.addAll(violations);
        for (Put put : puts) {
            long events = world.server.events.of(put.store()).stream()
                    .filter(event -> event.key().equals(put.key())
                            && event.version().equals(put.version())
                            && java.util.Objects.equals(event.value(), put.value()))
                    .count();
            if (events != 1) {
                all.add("the put of " + put.value() + " as version " + put.version() + " of " + put.key() + " is "
                        + events + " events");
            }
        }
        return all;
    }

    /** One party that follows a prefix, again and again if the follow ends. */
    private final class Follower {

        private final SimulatedClient client;
        private final String name;
        private final Prefix prefix;
        private final boolean withState;
        private final int pollMillisMax;
        private @Nullable Follow follow;
        private FollowHandle.@Nullable Start start;

        /** The events that were received since the start or the last state, and the revision of that. */
        private final List<KeyEvent> received = new ArrayList<>();

        private long receivedAfter;
        private boolean hasState;

        Follower(SimulatedClient client, String name) {
            this.client = client;
            this.name = name;
            this.prefix = Prefix.of(List.of("", "k", "k0", "k1").get(chance.nextInt(4)));
            this.withState = chance.nextBoolean();
            this.pollMillisMax = chance.nextInt(3) == 0 ? SLOW_POLL_MILLIS_MAX : POLL_MILLIS_MAX;
        }

        void begin() {
            FollowRequest request = withState
                    ? client.latchkey().followWithState(prefix)
                    : client.latchkey().follow(prefix);
            if (!withState && !evictsEvents && chance.nextInt(4) == 0) {
                request = request.from(0);
            }
            if (chance.nextBoolean()) {
                request = request.withQueueBytes(1 + chance.nextInt(QUEUE_BYTES_MAX));
            }
            received.clear();
            hasState = false;
            start = null;
            Follow begun = request.open();
            follow = begun;
            world.follows.addBegun();
            begun.started().thenAccept(where -> {
                if (begun == follow) {
                    start = where;
                    receivedAfter = where.revision();
                }
            });
            pollLater();
        }

        private void pollLater() {
            client.process().schedule(chance.nanosUpTo(1, probing ? POLL_MILLIS_MAX : pollMillisMax), () -> {
                if (!world.isClosing()) {
                    poll();
                }
            });
        }

        private void poll() {
            Follow now = current();
            try {
                Optional<FollowUpdate> update = now.poll();
                for (int i = 1; update.isPresent(); i++) {
                    receive(update.get());
                    update = i < UPDATES_PER_POLL_MAX ? now.poll() : Optional.empty();
                }
                pollLater();
            } catch (FollowEndedException e) {
                ended(e);
            }
        }

        private Follow current() {
            Follow now = follow;
            if (now == null) {
                throw new IllegalStateException(name + " follows nothing");
            }
            return now;
        }

        private void receive(FollowUpdate update) {
            if (update instanceof FollowUpdate.State state) {
                compareWithStore();
                received.clear();
                receivedAfter = state.revision();
                hasState = true;
                compare(state);
            } else {
                if (withState && !hasState) {
                    violations.add(name + " received a step before the state");
                }
                List<KeyEvent> step = update.events();
                received.addAll(step);
                for (int i = 0; i < step.size(); i++) {
                    if (step.get(i).last() != (i == step.size() - 1)) {
                        violations.add(name + " received a part of a step, or several, as one: " + step);
                    }
                }
            }
        }

        private void ended(FollowEndedException end) {
            if (end instanceof CompactedException && evictsEvents && !withState) {
                world.follows.addCompacted();
            } else if (end.reason() == FollowEndedException.Reason.STORE_CHANGED) {
                world.follows.addStoreChanged();
            } else {
                violations.add(name + " ended: " + end.reason() + ", " + end.getMessage());
            }
            if (world.trace.isOn()) {
                world.say(name, "follows again, because " + end.getMessage());
            }
            finish();
            begin();
        }

        /** The events of the store with the prefix after a revision. */
        private List<KeyEvent> ofStore(StoreId store, long after) {
            return world.server.events.of(store).stream()
                    .filter(event -> event.revision() > after && isFollowed(event))
                    .toList();
        }

        private void compareWithStore() {
            FollowHandle.Start began = start;
            if (began == null || (withState && !hasState)) {
                if (!received.isEmpty()) {
                    violations.add(name + " received events before it had started: " + received);
                }
                return;
            }
            List<KeyEvent> expected = ofStore(began.store(), receivedAfter);
            for (int i = 0; i < received.size(); i++) {
                if (i >= expected.size() || !isSame(received.get(i), expected.get(i))) {
                    violations.add(name + ": event " + i + " after revision " + receivedAfter + " is "
                            + received.get(i) + " instead of "
                            + (i < expected.size() ? expected.get(i) : "none"));
                    return;
                }
            }
        }

        /** Whether two events are the same; the previous revision and the end of the step depend on the prefix. */
        private static boolean isSame(KeyEvent one, KeyEvent other) {
            return one.revision() == other.revision()
                    && one.kind() == other.kind()
                    && one.key().equals(other.key())
                    && one.version().equals(other.version())
                    && java.util.Objects.equals(one.value(), other.value())
                    && one.origin().equals(other.origin());
        }

        private void compare(FollowUpdate.State state) {
            java.util.TreeMap<Key, String> expected = new java.util.TreeMap<>(Key::compareBytes);
            for (KeyEvent event : ofStore(state.store(), 0)) {
                if (event.revision() <= state.revision()) {
                    if (event.value() == null) {
                        expected.remove(event.key());
                    } else {
                        expected.put(event.key(), event.value() + "@" + event.version());
                    }
                }
            }
            java.util.TreeMap<Key, String> shown = new java.util.TreeMap<>(Key::compareBytes);
            state.entries().forEach(entry -> shown.put(entry.key(), entry.value() + "@" + entry.version()));
            if (!shown.equals(expected)) {
                violations.add(name + ": the state of revision " + state.revision() + " is " + shown + " instead of "
                        + expected);
            }
        }

        /** Whether it has received all events of the store; also true if its client is dead. */
        boolean hasAll() {
            FollowHandle.Start began = start;
            if (client.isDead()) {
                return true;
            }
            if (began == null || (withState && !hasState) || !began.store().equals(world.server.storeId())) {
                return false;
            }
            long last = received.isEmpty()
                    ? receivedAfter
                    : received.get(received.size() - 1).revision();
            return last >= lastOfStore(began.store());
        }

        private long lastOfStore(StoreId store) {
            List<KeyEvent> events = world.server.events.of(store);
            for (int i = events.size() - 1; i >= 0; i--) {
                if (isFollowed(events.get(i))) {
                    return events.get(i).revision();
                }
            }
            return 0;
        }

        private boolean isFollowed(KeyEvent event) {
            return event.key().utf8().startsWith(prefix.utf8());
        }

        /** Checks what was received, and counts what the follow has done. */
        void finish() {
            compareWithStore();
            Follow now = follow;
            if (now != null) {
                FollowHandle.Figures figures = now.figures();
                world.follows.addFigures(figures.events(), figures.states(), figures.resumed(), figures.paused());
                now.close();
                follow = null;
            }
        }
    }
}
