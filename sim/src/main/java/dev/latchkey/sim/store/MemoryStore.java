package dev.latchkey.sim.store;

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
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.sim.world.VirtualProcess;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The real memory engine during one run of its process, with everything that it executes observed and checked. */
public final class MemoryStore implements Engine {

    private static final Executor DIRECTLY = Runnable::run;

    private final MemoryEngine real;
    private final VirtualProcess process;
    private final DurableStore.Listener listener;
    private final SessionLedger ledger = new SessionLedger();
    private final SessionWatch sessions;

    /** How long a command takes to execute; 0: no time. */
    private long commandNanos;

    /** When the commands that have arrived are all executed. */
    private long busyUntil;

    private boolean over;

    public MemoryStore(MemoryEngine real, VirtualProcess process, DurableStore.Listener listener) {
        this.real = real;
        this.process = process;
        this.listener = listener;
        this.sessions = new SessionWatch(
                process, real, DIRECTLY, ledger, ordered -> {}, (end, reply) -> listener.executed(end, reply, true));
        real.driveExpiry(sessions);
    }

    /** Executes at most so many commands per second from now on, in the order in which they arrive. */
    public void serveAtMost(int commandsPerSecond) {
        commandNanos = TimeUnit.SECONDS.toNanos(1) / commandsPerSecond;
        busyUntil = process.nanos();
    }

    /** What the commands of the store did. */
    public SessionLedger ledger() {
        return ledger;
    }

    /** Ends no more sessions while no command arrives. */
    public void stopTimer() {
        sessions.stopTimer();
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
    public void submit(Command command, Asker asker) {
        SubmittedCommand asked = new SubmittedCommand(listener.origin(), command, asker);
        if (commandNanos == 0) {
            execute(asked);
        } else {
            busyUntil = Math.max(busyUntil - process.nanos(), 0) + process.nanos() + commandNanos;
            process.schedule(busyUntil - process.nanos(), () -> execute(asked));
        }
    }

    private void execute(SubmittedCommand asked) {
        if (over) {
            return;
        }
        sessions.during(() -> real.submit(
                asked.command,
                Asker.of(
                        DIRECTLY,
                        reply -> {
                            boolean first = sessions.answered(asked, reply);
                            sessions.settled();
                            listener.executed(asked, reply, first);
                            asked.asker.answered(reply);
                        },
                        lost -> {})));
    }

    @Override
    public void acceptClients() {
        real.acceptClients();
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
    public Reply nextEvents(HistoryRead.Changes page) {
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
        over = true;
        sessions.end();
        real.close();
    }
}
