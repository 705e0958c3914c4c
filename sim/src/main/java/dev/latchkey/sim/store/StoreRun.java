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
import dev.latchkey.engine.durable.DurableEngine;
import dev.latchkey.engine.durable.DurableOptions;
import dev.latchkey.engine.recovery.StoreListener;
import dev.latchkey.log.RecoveryReport;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.SeededChance;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The real durable engine during one run of its process, from startup until the process dies. A commit step runs some time after
 * the first command was queued, as long as a disk takes; commands that arrive in the meantime are queued too. Once the process
 * is dead, nothing of it reaches the outside.
 */
final class StoreRun implements Engine, StoreListener {

    private static final long STEP_MICROS_MIN = 200;
    private static final int STEP_MILLIS_MAX = 10;
    private static final int SLOW_STEP_MILLIS_MAX = 1_500;

    /** A step that takes longer is one of a slow disk. */
    private static final long SLOW_NANOS = 100_000_000L;

    private static final int SNAPSHOT_MILLIS_MAX = 30;

    /** The home of all askers, so that replies are delivered in the order of execution. */
    private static final Executor DIRECTLY = Runnable::run;

    /** Of a command that was executed immediately. */
    private static final Asker NOBODY = Asker.of(DIRECTLY, reply -> {}, lost -> {});

    private final DurableStore store;
    private final CrashableDisk disk;
    private final DurableEngine real;
    private final SessionWatch sessions;
    private final Set<SubmittedCommand> unanswered = new LinkedHashSet<>();
    private final List<Runnable> outgoing = new ArrayList<>();
    private boolean planned;
    private boolean over;
    private @Nullable Throwable failure;

    /** Whether to die at the end of the next step: always, or only if it made a write durable; and whether power is lost. */
    private boolean dying;

    private boolean dyingBeforeReply;
    private boolean powerGoes;

    StoreRun(DurableStore store, CrashableDisk disk, DurableOptions options, SeededChance chance) {
        this.store = store;
        this.disk = disk;
        this.real = DurableEngine.open(disk, options, chance, store.process, this);
        this.sessions =
                new SessionWatch(store.process, real, DIRECTLY, store.ledger, unanswered::add, this::sessionEnded);
        sessions.afterCheck(this::planStep);
        real.driveExpiry(sessions);
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
    public KeyspaceSize keyspace() {
        return real.keyspace();
    }

    /** The engine itself; calls to it are not observed. */
    Engine real() {
        return real;
    }

    RecoveryReport recovery() {
        return real.persistence().orElseThrow().recovery();
    }

    /** What recovery found, for the trace. */
    String recoverySummary() {
        RecoveryReport found = recovery();
        StringBuilder summary = new StringBuilder("revision " + keyspace().revision());
        found.snapshot().ifPresent(snapshot -> summary.append(", from a snapshot of record ")
                .append(snapshot.covered().index()));
        found.cut().ifPresent(cut -> summary.append(", truncated a torn tail of ")
                .append(cut.bytes())
                .append(" bytes: ")
                .append(cut.reason()));
        return summary.toString();
    }

    /** Clients are accepted: the sessions that the store has recovered have their full time to live from now on. */
    @Override
    public void acceptClients() {
        store.shadow.forEachSession(sessions::recovered);
        sessions.during(real::acceptClients);
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
    public @Nullable Reply tryAnswer(Command command) {
        if (command.isWrite()) {
            return real.tryAnswer(command); // why not observed: it is not an arrival
        }
        Reply[] reply = new Reply[1];
        sessions.during(() -> reply[0] = real.tryAnswer(command));
        if (reply[0] != null) {
            executed(new SubmittedCommand(store.listener.origin(), command, NOBODY), reply[0]);
        }
        planStep();
        return reply[0];
    }

    @Override
    public void submit(Command command, Asker asker) {
        SubmittedCommand asked = new SubmittedCommand(store.listener.origin(), command, asker);
        // Why not on the home executor: a result must be recorded before the process can die.
        // Losses are ignored because the process exits with them, which closes the connections.
        Asker recording = Asker.of(DIRECTLY, reply -> answered(asked, reply), lost -> {});
        sessions.during(() -> {
            real.submit(command, recording);
            sessions.arrived(asked);
        });
        if (!asked.answered) {
            unanswered.add(asked);
        }
        send();
        planStep();
    }

    private void answered(SubmittedCommand asked, Reply reply) {
        asked.answered = true;
        unanswered.remove(asked);
        executed(asked, reply);
        outgoing.add(() -> asked.asker.answered(reply));
        dying |= dyingBeforeReply && Effects.isOf(reply);
    }

    private void executed(SubmittedCommand asked, Reply reply) {
        record(asked, reply, sessions.answered(asked, reply));
    }

    private void sessionEnded(SubmittedCommand end, Reply reply) {
        unanswered.remove(end);
        record(end, reply, true);
    }

    private void record(SubmittedCommand asked, Reply reply, boolean first) {
        if (asked.fromRecord) {
            store.shadow.repeated(asked.command, reply);
        } else {
            store.shadow.answered(asked.command, reply, store.origin());
        }
        if (reply instanceof Reply.Refused refused && refused.reason() == Reply.Refusal.DISK_FULL) {
            store.tally.add(FaultKind.DISK_FULL);
        }
        store.listener.executed(asked, reply, first);
    }

    private void planStep() {
        if (!planned && !over && real.hasWork()) {
            planned = true;
            store.process.schedule(stepNanos(), this::step);
        }
    }

    private long stepNanos() {
        long nanos = store.isSlow()
                ? store.steps.nanosUpTo(STEP_MICROS_MIN, SLOW_STEP_MILLIS_MAX)
                : store.steps.nanosOfAnySize(STEP_MILLIS_MAX);
        if (nanos > SLOW_NANOS) {
            store.tally.add(FaultKind.SLOW_DISK);
        }
        return nanos;
    }

    private void step() {
        planned = false;
        unanswered.forEach(asked -> asked.fromRecord = store.ledger.isRecorded(asked.command));
        useDisk(() -> real.step(this::snapshot));
        if (!over && unanswered.isEmpty()) {
            sessions.settled();
        }
        planStep();
    }

    /** Half of the snapshots are written immediately, the others between later steps. */
    private void snapshot(Runnable task) {
        if (store.steps.nextBoolean()) {
            task.run();
        } else {
            long nanos = store.steps.nanosUpTo(STEP_MICROS_MIN, SNAPSHOT_MILLIS_MAX);
            store.process.schedule(nanos, () -> useDisk(task));
        }
    }

    /** Runs work on the disk, during which the process may die. */
    private void useDisk(Runnable work) {
        if (over) {
            return;
        }
        try {
            work.run();
        } catch (CrashableDisk.ProcessDied | DiskFailedException e) {
            failure = e; // why: a snapshot also reports its failure here instead of throwing it
        }
        endIfDead();
        send();
    }

    private void endIfDead() {
        if (disk.isDead()) {
            store.tally.add(FaultKind.DEATH_AMID_STEP);
            store.ended(
                    this,
                    powerGoes,
                    powerGoes ? "loses power in the middle of a step" : "is killed in the middle of a step");
        } else if (failure instanceof DiskFailedException) {
            store.tally.add(FaultKind.FORCE_FAILED);
            store.ended(this, false, "exits: " + failure.getMessage());
        } else if (failure != null) {
            throw new IllegalStateException("the store has failed", failure);
        } else if (dying) {
            store.tally.add(FaultKind.DEATH_BEFORE_REPLY);
            store.ended(this, powerGoes, powerGoes ? "loses power before it replies" : "is killed before it replies");
        }
    }

    /** Sends the replies in a step of their own, so that the process may die before that. */
    private void send() {
        if (over || outgoing.isEmpty()) {
            return;
        }
        List<Runnable> replies = List.copyOf(outgoing);
        outgoing.clear();
        store.process.execute(() -> replies.forEach(reply -> {
            if (!over) {
                reply.run();
            }
        }));
    }

    @Override
    public Optional<Backup> openBackup() {
        return real.openBackup();
    }

    @Override
    public void recovering(String what, long done, long inAll) {
        // Progress of recovery is not reported in a simulation.
    }

    @Override
    public void failed(Throwable reason) {
        failure = reason;
    }

    void stopTimer() {
        sessions.stopTimer();
    }

    void dieDuringStep(boolean power) {
        powerGoes = power;
    }

    void dieBeforeReply(boolean power) {
        dyingBeforeReply = true;
        powerGoes = power;
    }

    /** Cancels an ordered death. */
    void spare() {
        dying = false;
        dyingBeforeReply = false;
    }

    /** Marks the process as dead and returns the commands that it had not answered, in order. */
    List<SubmittedCommand> end() {
        over = true;
        sessions.end();
        return List.copyOf(unanswered);
    }

    @Override
    public void close() {
        throw new IllegalStateException("the engine of a simulated process ends when the process dies");
    }
}
