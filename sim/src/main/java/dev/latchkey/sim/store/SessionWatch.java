package dev.latchkey.sim.store;

import dev.latchkey.client.link.Loop;
import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.session.ExpiryDriver;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Drives the expiry of sessions in one run of an engine in virtual time, and checks when sessions end and what is executed in them. Calls
 * to the engine go through {@link #during}.
 */
public final class SessionWatch implements ExpiryDriver {

    /** Checks are at least this far apart, as those of a real server. */
    private static final long INTERVAL_NANOS_MIN = 1_000_000;

    private final Loop process;
    private final Engine engine;
    private final Executor home;
    private final SessionLedger ledger;
    private final SessionDeadlines deadlines;
    private final Consumer<SubmittedCommand> whenOrdered;
    private final BiConsumer<SubmittedCommand, Reply> whenEnded;
    private Runnable afterCheck = () -> {};
    private Duration forgivenBefore = Duration.ZERO;
    private Loop.Alarm alarm = () -> {};
    private long earliest;
    private boolean stopped;
    private boolean over;

    /**
     * @param home the home of the askers of all commands, so that ends are answered in order with them
     * @param whenOrdered is called when the end of a session is ordered
     * @param whenEnded is called when it was executed
     */
    public SessionWatch(
            Loop process,
            Engine engine,
            Executor home,
            SessionLedger ledger,
            Consumer<SubmittedCommand> whenOrdered,
            BiConsumer<SubmittedCommand, Reply> whenEnded) {
        this.process = process;
        this.engine = engine;
        this.home = home;
        this.ledger = ledger;
        this.deadlines = new SessionDeadlines(process);
        this.whenOrdered = whenOrdered;
        this.whenEnded = whenEnded;
        this.earliest = process.nanos();
    }

    /** Runs {@code action} after each check of the timer. */
    public void afterCheck(Runnable action) {
        afterCheck = action;
    }

    /** The store had this session when it was recovered. */
    void recovered(SessionId id, int ttlMillis) {
        deadlines.begin(id, ttlMillis);
    }

    /** Runs a call of the engine, in which commands may arrive and be answered. */
    public void during(Runnable call) {
        forgivenBefore = deadlines.forgiven();
        call.run();
        if (!over) {
            learnPauses();
            deadlines.checked(forgivenBefore);
        }
    }

    private void learnPauses() {
        deadlines.forgiven(engine.sessions().pauses());
    }

    /** A command has arrived at the engine. Idempotent. */
    public void arrived(SubmittedCommand asked) {
        if (!asked.arrived) {
            asked.arrived = true;
            learnPauses();
            deadlines.checked(forgivenBefore);
            asked.endsBefore = deadlines.orderedEver();
            deadlines.arrived(asked.command, ledger.isRecorded(asked.command), asked);
        }
    }

    /**
     * A command was answered.
     *
     * @return whether it was executed now, and not before
     */
    public boolean answered(SubmittedCommand asked, Reply reply) {
        arrived(asked);
        deadlines.answered(asked.command, reply, asked, asked.endsBefore);
        return ledger.executed(asked.command, reply, asked.fromRecord);
    }

    /** Checks that every write was executed once, when all commands are answered. */
    public void settled() {
        long revision = engine.keyspace().revision();
        if (revision != ledger.revision()) {
            throw new AssertionError("the store is at revision " + revision + " after replies to " + ledger.revision()
                    + " writes: a command was executed more than once, or not at all");
        }
    }

    /** Makes no more checks while no command arrives. */
    void stopTimer() {
        stopped = true;
        alarm.cancel();
    }

    /** The run of the engine is over. */
    void end() {
        over = true;
        stopTimer();
    }

    @Override
    public Asker ordering(Command.EndSession end) {
        learnPauses();
        deadlines.ordering(end);
        SubmittedCommand[] asked = new SubmittedCommand[1];
        Asker asker = Asker.of(
                home,
                reply -> {
                    deadlines.answered(end, reply, asked[0], 0);
                    ledger.executed(end, reply, false);
                    whenEnded.accept(asked[0], reply);
                },
                lost -> {});
        asked[0] = new SubmittedCommand(null, end, asker);
        asked[0].arrived = true;
        whenOrdered.accept(asked[0]);
        return asker;
    }

    @Override
    public void earlier() {
        alarm.cancel();
        OptionalLong next = engine.nextExpiryCheck();
        if (!stopped && next.isPresent()) {
            long now = process.nanos();
            long delay = Math.max(next.getAsLong() - now, earliest - now);
            alarm = process.schedule(Math.max(0, delay), this::check);
        }
    }

    private void check() {
        if (!stopped) {
            during(engine::checkExpiry);
            earliest = process.nanos() + INTERVAL_NANOS_MIN;
            earlier();
            afterCheck.run();
        }
    }
}
