package dev.latchkey.sim.cluster;

import dev.latchkey.cluster.ReplicatedEngine;
import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Backup;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.Follower;
import dev.latchkey.engine.HistoryFigures;
import dev.latchkey.engine.KeyspaceSize;
import dev.latchkey.engine.SessionFigures;
import dev.latchkey.sim.store.SubmittedCommand;
import dev.latchkey.sim.world.FaultKind;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The real replicated engine during one run of a node's process, with everything that it answers observed and checked. */
final class ClusterStore implements Engine {

    private final ReplicatedEngine real;
    private final NodeRun run;
    private final SimulatedCluster cluster;
    private final SimulatedCluster.Listener listener;

    ClusterStore(ReplicatedEngine real, NodeRun run, SimulatedCluster cluster, SimulatedCluster.Listener listener) {
        this.real = real;
        this.run = run;
        this.cluster = cluster;
        this.listener = listener;
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public Optional<StoreId> storeId() {
        return real.storeId();
    }

    @Override
    public void onStoreChange(Consumer<StoreId> changed) {
        real.onStoreChange(changed);
    }

    @Override
    public void submit(Command command, Asker asker) {
        SubmittedCommand.Origin origin = listener.origin();
        cluster.submitted(command, origin);
        real.submit(command, Asker.of(asker.home(), reply -> answered(command, origin, asker, reply), reason -> {
            if (!run.isOver()) {
                cluster.tally().add(FaultKind.OUTCOME_LOST);
                asker.lost(reason);
            }
        }));
    }

    private void answered(Command command, SubmittedCommand.@Nullable Origin origin, Asker asker, Reply reply) {
        if (run.isOver()) {
            return;
        }
        if (reply instanceof Reply.Refused refused && refused.reason() == Reply.Refusal.NO_LEADER) {
            cluster.tally().add(FaultKind.REFUSED_WITHOUT_LEADER);
        }
        cluster.acknowledged(run.name(), command, reply);
        listener.answered(origin);
        asker.answered(reply);
    }

    @Override
    public void follow(Follower follower) {
        real.follow(follower);
    }

    @Override
    public void unfollow(Follower follower) {
        real.unfollow(follower);
    }

    @Override
    public @Nullable Reply nextEvents(HistoryRead.Changes page) {
        return real.nextEvents(page);
    }

    @Override
    public HistoryFigures history() {
        return real.history();
    }

    @Override
    public SessionFigures sessions() {
        return real.sessions();
    }

    @Override
    public KeyspaceSize keyspace() {
        return real.keyspace();
    }

    @Override
    public Optional<Backup> openBackup() {
        return real.openBackup();
    }

    /** The process has ended. */
    @Override
    public void close() {
        run.end();
    }
}
