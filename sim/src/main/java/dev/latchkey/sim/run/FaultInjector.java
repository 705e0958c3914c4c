package dev.latchkey.sim.run;

import dev.latchkey.sim.cluster.ClusterFaults;
import dev.latchkey.sim.cluster.SimulatedCluster;
import dev.latchkey.sim.load.World;
import dev.latchkey.sim.store.DurableStore;
import dev.latchkey.sim.store.StoreFaults;
import dev.latchkey.sim.world.SeededChance;
import dev.latchkey.sim.world.SimulatedClient;
import dev.latchkey.sim.world.VirtualProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Injects process, store and partition faults, one after another, until it is stopped. */
final class FaultInjector {

    private final World world;
    private final ProcessFaults faults;
    private final SeededChance chance;
    private final Consumer<SimulatedClient> whenKilled;
    private final List<Runnable> kinds = new ArrayList<>();

    /** The actions that undo the active faults when the disturber stops. */
    private final List<Runnable> undoings = new ArrayList<>();

    private int deaths;
    private boolean stopped;

    /** @param whenKilled called for each client that was killed, after its death */
    FaultInjector(
            World world,
            ProcessFaults faults,
            StoreFaults store,
            ClusterFaults cluster,
            Consumer<SimulatedClient> whenKilled) {
        this.world = world;
        this.faults = faults;
        this.chance = world.chance.of("disturbances");
        this.whenKilled = whenKilled;
        addIf(faults.partitionMillisMax(), () -> partition(true, true));
        addIf(faults.partitionMillisMax(), () -> partition(true, false));
        addIf(faults.partitionMillisMax(), () -> partition(false, true));
        addIf(faults.pauseMillisMax(), this::pauseClient);
        addIf(faults.serverPauseMillisMax(), () -> pauseServer(faults.serverPauseMillisMax()));
        addIf(faults.restartMillisMax(), this::restart);
        addIf(faults.deathsMax(), this::kill);
        world.server.durable().ifPresent(durable -> addStoreFaults(durable, store));
        world.cluster().ifPresent(nodes -> addClusterFaults(nodes, cluster));
    }

    private void addClusterFaults(SimulatedCluster nodes, ClusterFaults ordered) {
        NodeFaults ofNodes = new NodeFaults(world, nodes, chance, this::undoLater);
        addIf(ordered.isolatedMillisMax(), () -> ofNodes.isolateLeader(ordered.isolatedMillisMax()));
        addIf(ordered.isolatedMillisMax(), () -> ofNodes.part(ordered.isolatedMillisMax()));
        addIf(ordered.downMillisMax(), () -> ofNodes.kill(ordered.downMillisMax()));
        addIf(ordered.pauseMillisMax(), () -> pauseServer(ordered.pauseMillisMax()));
        undoings.add(nodes::heal);
    }

    private void addStoreFaults(DurableStore durable, StoreFaults ordered) {
        if (ordered.kills()) {
            kinds.add(() -> endServer(durable, false));
        }
        if (ordered.powerLosses()) {
            kinds.add(() -> endServer(durable, true));
        }
        if (ordered.failedFsyncs()) {
            kinds.add(durable::failFsync);
        }
        addIf(ordered.fullMillisMax(), () -> fillDisk(durable, ordered.fullMillisMax()));
        addIf(ordered.slowMillisMax(), () -> slowDisk(durable, ordered.slowMillisMax()));
        undoings.add(durable::cancelFaults);
        world.server.onDeath(() -> undoLater(ordered.downMillisMax(), world.server::startAgain));
    }

    private void addIf(int bound, Runnable kind) {
        if (bound > 0) {
            kinds.add(kind);
        }
    }

    void start() {
        if (!kinds.isEmpty() && faults.everyMillisMax() > 0) {
            planNext();
        }
    }

    private void planNext() {
        world.loop.schedule(chance.nanosUpTo(1_000, faults.everyMillisMax()), () -> {
            if (!stopped) {
                kinds.get(chance.nextInt(kinds.size())).run();
                planNext();
            }
        });
    }

    /** Undoes all active faults and injects no more. */
    void stop() {
        stopped = true;
        List.copyOf(undoings).forEach(Runnable::run);
    }

    /** Runs {@code undoing} once, after a random delay or when the disturber stops, whichever comes first. */
    private void undoLater(int millisMax, Runnable undoing) {
        boolean[] done = new boolean[1];
        Runnable once = () -> {
            if (!done[0]) {
                done[0] = true;
                undoing.run();
            }
        };
        undoings.add(once);
        world.loop.schedule(chance.nanosUpTo(1_000, millisMax), () -> {
            undoings.remove(once);
            once.run();
        });
    }

    /** One random client or, half of the time, all clients. */
    private List<SimulatedClient> victims() {
        List<SimulatedClient> living = world.living();
        return living.isEmpty() || chance.nextBoolean() ? living : List.of(living.get(chance.nextInt(living.size())));
    }

    private void partition(boolean outgoing, boolean incoming) {
        List<SimulatedClient> partitioned = victims();
        for (SimulatedClient client : partitioned) {
            world.say(
                    client.name(),
                    "is partitioned from the server"
                            + (outgoing && incoming ? "" : outgoing ? ", outgoing" : ", incoming"));
            world.network.partition(client.process(), outgoing, incoming);
        }
        undoLater(faults.partitionMillisMax(), () -> {
            for (SimulatedClient client : partitioned) {
                world.say(client.name(), "the partition ends");
                world.network.heal(client.process(), outgoing, incoming);
            }
        });
    }

    private void pauseClient() {
        List<SimulatedClient> living = world.living();
        if (!living.isEmpty()) {
            pause(living.get(chance.nextInt(living.size())).process(), faults.pauseMillisMax());
        }
    }

    private void pauseServer(int millisMax) {
        int which = world.servers.size() == 1 ? 0 : chance.nextInt(world.servers.size());
        pause(world.servers.get(which).process(), millisMax);
    }

    private void pause(VirtualProcess process, int millisMax) {
        if (process.isPaused()) {
            return;
        }
        world.say(process.name(), "is paused");
        process.pause();
        undoLater(millisMax, () -> {
            world.say(process.name(), "resumes");
            process.resume();
        });
    }

    private void restart() {
        if (!world.server.isDown()) {
            world.server.stop();
            undoLater(faults.restartMillisMax(), world.server::startEmpty);
        }
    }

    /** Kills the server now, before the next reply, or in the middle of one of the next steps; and sometimes again at startup. */
    private void endServer(DurableStore durable, boolean power) {
        if (chance.nextInt(3) == 0) {
            durable.dieDuringStartup();
        }
        switch (chance.nextInt(4)) {
            case 0 -> {
                if (power) {
                    durable.losePower();
                } else {
                    durable.kill();
                }
            }
            case 1 -> durable.dieBeforeReply(power);
            default -> durable.dieDuringStep(power);
        }
    }

    private void fillDisk(DurableStore durable, int millisMax) {
        world.say("disk", "is full");
        durable.fillUp();
        undoLater(millisMax, () -> {
            world.say("disk", "has free space again");
            durable.makeRoom();
        });
    }

    private void slowDisk(DurableStore durable, int millisMax) {
        world.say("disk", "is slow");
        durable.slowDown();
        undoLater(millisMax, () -> {
            world.say("disk", "is fast again");
            durable.speedUp();
        });
    }

    private void kill() {
        List<SimulatedClient> living = world.living();
        if (deaths < faults.deathsMax() && !living.isEmpty()) {
            deaths++;
            SimulatedClient victim = living.get(chance.nextInt(living.size()));
            world.kill(victim, chance.nextBoolean());
            whenKilled.accept(victim);
        }
    }
}
