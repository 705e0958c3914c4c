package dev.latchkey.sim.store;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Backup;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.KeyspaceSize;
import dev.latchkey.engine.durable.DurableEngine;
import dev.latchkey.engine.durable.DurableOptions;
import dev.latchkey.engine.durable.StoreListener;
import dev.latchkey.log.RecoveryReport;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.SeededChance;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One life of a durable store: the real engine, from a start to the end of its process. A step is run some time after the first command
 * that waits for it, as long as a disk takes, and what comes meanwhile waits too. When the process is over, nothing of it is heard.
 */
final class StoreRun implements Engine, StoreListener {

    private static final long STEP_MICROS_MIN = 200;
    private static final int STEP_MILLIS_MAX = 10;
    private static final int SLOW_STEP_MILLIS_MAX = 1_500;

    /** A step that takes as long is one of a disk that is not well. */
    private static final long SLOW_NANOS = 100_000_000L;

    private static final int SNAPSHOT_MILLIS_MAX = 30;

    /** Of a command that was executed immediately. */
    private static final Asker NOBODY = Asker.of(Runnable::run, reply -> {}, lost -> {});

    private final DurableStore store;
    private final MortalDisk disk;
    private final DurableEngine real;
    private final Set<SubmittedCommand> unanswered = new LinkedHashSet<>();
    private final List<Runnable> leaving = new ArrayList<>();
    private boolean planned;
    private boolean over;
    private @Nullable Throwable failure;

    /** How it is to die at the end of the next step: at once, or only if that has made something durable; and with power lost. */
    private boolean dying;

    private boolean dyingBeforeReply;
    private boolean powerGoes;

    StoreRun(DurableStore store, MortalDisk disk, DurableOptions options, SeededChance chance) {
        this.store = store;
        this.disk = disk;
        this.real = DurableEngine.open(disk, options, chance, store.process, this);
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
    public KeyspaceSize keyspace() {
        return real.keyspace();
    }

    /** The engine itself, with nobody looking on. */
    Engine real() {
        return real;
    }

    RecoveryReport recovery() {
        return real.persistence().orElseThrow().recovery();
    }

    /** What its start found. */
    String told() {
        RecoveryReport found = recovery();
        StringBuilder told = new StringBuilder("revision " + keyspace().revision());
        found.snapshot().ifPresent(snapshot -> told.append(", from a snapshot of record ")
                .append(snapshot.covered().index()));
        found.cut().ifPresent(cut -> told.append(", a torn tail of ")
                .append(cut.bytes())
                .append(" bytes is cut: ")
                .append(cut.reason()));
        return told.toString();
    }

    @Override
    public @Nullable Reply tryAnswer(Command command) {
        Reply reply = real.tryAnswer(command);
        if (reply != null) {
            store.shadow.answered(command, reply);
            store.listener.executed(new SubmittedCommand(store.listener.origin(), command, NOBODY), reply);
        }
        return reply;
    }

    @Override
    public void submit(Command command, Asker asker) {
        SubmittedCommand asked = new SubmittedCommand(store.listener.origin(), command, asker);
        unanswered.add(asked);
        // Why not at home: what is done is to be known before the process can die.
        // Losses are ignored because the process ends with them: the connections see that.
        real.submit(command, Asker.of(Runnable::run, reply -> answered(asked, reply), lost -> {}));
        send();
        planStep();
    }

    private void answered(SubmittedCommand asked, Reply reply) {
        unanswered.remove(asked);
        store.shadow.answered(asked.command, reply);
        if (reply instanceof Reply.Refused refused && refused.reason() == Reply.Refusal.DISK_FULL) {
            store.tally.add(FaultKind.DISK_FULL);
        }
        store.listener.executed(asked, reply);
        leaving.add(() -> asked.asker.answered(reply));
        dying |= dyingBeforeReply && reply instanceof Reply.Written;
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
        atDisk(() -> real.step(this::snapshot));
        planStep();
    }

    /** Half of the snapshots are written between later steps. */
    private void snapshot(Runnable task) {
        if (store.steps.nextBoolean()) {
            task.run();
        } else {
            long nanos = store.steps.nanosUpTo(STEP_MICROS_MIN, SNAPSHOT_MILLIS_MAX);
            store.process.schedule(nanos, () -> atDisk(task));
        }
    }

    /** Does something with the disk, of which the process may die. */
    private void atDisk(Runnable work) {
        if (over) {
            return;
        }
        try {
            work.run();
        } catch (MortalDisk.ProcessDied | DiskFailedException e) {
            failure = e; // why: also what a snapshot ended with, which throws nothing
        }
        lookForDeath();
        send();
    }

    private void lookForDeath() {
        if (disk.isDead()) {
            store.tally.add(FaultKind.DEATH_AMID_STEP);
            store.ended(this, powerGoes, powerGoes ? "loses power amid a step" : "is killed amid a step");
        } else if (failure instanceof DiskFailedException) {
            store.tally.add(FaultKind.FORCE_FAILED);
            store.ended(this, false, "ends: " + failure.getMessage());
        } else if (failure != null) {
            throw new IllegalStateException("the store has failed", failure);
        } else if (dying) {
            store.tally.add(FaultKind.DEATH_BEFORE_REPLY);
            store.ended(this, powerGoes, powerGoes ? "loses power before it replies" : "is killed before it replies");
        }
    }

    /** Lets the replies leave: in a moment of their own, so that the process may be over before. */
    private void send() {
        if (over || leaving.isEmpty()) {
            return;
        }
        List<Runnable> replies = List.copyOf(leaving);
        leaving.clear();
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
        // Nobody waits for it.
    }

    @Override
    public void failed(Throwable reason) {
        failure = reason;
    }

    void dieAmidStep(boolean power) {
        powerGoes = power;
    }

    void dieBeforeReply(boolean power) {
        dyingBeforeReply = true;
        powerGoes = power;
    }

    /** It need not die after all. */
    void spare() {
        dying = false;
        dyingBeforeReply = false;
    }

    /** The process is over. What it had not answered, in order. */
    List<SubmittedCommand> end() {
        over = true;
        return List.copyOf(unanswered);
    }

    @Override
    public void close() {
        throw new IllegalStateException("a life ends when its process does");
    }
}
