package dev.latchkey.trial.torture;

import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.HistoryHeader;
import dev.latchkey.check.format.HistoryWriter;
import dev.latchkey.check.format.NamedModel;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.StoreId;
import dev.latchkey.seams.Time;
import dev.latchkey.trial.faults.ProxyFaultKind;
import dev.latchkey.trial.record.LastLook;
import dev.latchkey.trial.record.Recorder;
import dev.latchkey.trial.record.Round;
import dev.latchkey.trial.record.RoundJudge;
import dev.latchkey.trial.record.Rounds;
import dev.latchkey.trial.record.VerifyingClients;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One run of the kill harness: clients write, the server is killed and started again, over and over; after each start the store is
 * compared with what it must hold, and all that clients saw is judged. {@link #run} once; {@link #end} by any thread.
 *
 * <p>A round of operations is judged behind the first restart that follows its last operation: whatever of it was still on its way
 * died with the server, so a read then tells for good what became of each key, and the {@link Ledger} keeps it.
 */
public final class Torture {

    /** A round is to live through some kills, and to be judged while the run is young. */
    private static final Rounds.Size ROUND = new Rounds.Size(8, 4_000);

    private static final String PREFIX = "torture/";

    /** A life in which fewer operations were answered shows little of what the next one must find. */
    private static final int ANSWERS_MIN = 32;

    /** Behind this a server that answers too little is killed all the same; the end of the run waits for its answers. */
    private static final Duration ANSWERS_AWAITED_MAX = Duration.ofSeconds(30);

    private static final Duration LOOKED_EVERY = Duration.ofMillis(5);
    private static final Duration ASK_MAX = Duration.ofSeconds(30);
    private static final Duration LAST_ANSWERS_MAX = Duration.ofMinutes(2);

    private final TorturePlan plan;
    private final LongFunction<RandomGenerator> chances;
    private final Time time;
    private final Victim victim;
    private final Rounds rounds = new Rounds(PREFIX, Long.MAX_VALUE, ROUND);
    private final Ledger ledger = new Ledger();

    /** Rounds that were over before the last kill, and are not looked at yet. */
    private final List<Round> over = new ArrayList<>();

    private final AtomicReference<@Nullable String> endedEarly = new AtomicReference<>();
    private final AtomicReference<@Nullable String> broken = new AtomicReference<>();
    private @Nullable StoreId store;
    private long answeredBefore;

    /**
     * @param server how it is started, each time on the same directory, which is empty to begin with
     * @param chances the chance of a seed
     */
    public Torture(TorturePlan plan, ServerCommand server, LongFunction<RandomGenerator> chances, Time time) {
        this.plan = plan;
        this.chances = chances;
        this.time = time;
        victim = new Victim(server, time);
    }

    /** Ends the run before its time: what there is is judged all the same. */
    public void end(String why) {
        endedEarly.compareAndSet(null, why);
        rounds.end();
    }

    /**
     * Does it all. Blocks until it is over; no process of it is left then.
     *
     * @param file where to write the history, null for nowhere; it is closed
     * @throws IOException if a process cannot be started, the history not be begun, or there is no port
     */
    public TortureResult run(@Nullable OutputStream file, TortureProgress progress)
            throws IOException, InterruptedException {
        long begun = time.nanos();
        HistoryHeader header = HistoryHeader.of(NamedModel.VERSIONED_REGISTER.written())
                .seed(String.valueOf(plan.seed()))
                .meta("unit", "ns")
                .meta("clients", String.valueOf(plan.clients()));
        Recorder recorder = new Recorder(
                time, file == null ? null : new HistoryWriter(file, header, HistoryWriter.Flush.EACH_LINE));
        RoundJudge judge = new RoundJudge(header, NamedModel.VERSIONED_REGISTER, false);
        try (victim;
                VerifyingClients clients = VerifyingClients.patient(victim::connect, rounds, recorder, time)) {
            try {
                tortureToTheEnd(clients, recorder, judge, progress);
            } catch (BrokenPromiseException e) {
                broken.compareAndSet(null, String.valueOf(e.getMessage()));
            } catch (StoppedByOthersException e) {
                end(String.valueOf(e.getMessage()));
            }
            return result(clients, recorder, judge, Duration.ofNanos(time.nanos() - begun));
        } finally {
            recorder.close();
        }
    }

    private void tortureToTheEnd(
            VerifyingClients clients, Recorder recorder, RoundJudge judge, TortureProgress progress)
            throws IOException, InterruptedException {
        try {
            torture(clients, recorder, judge, progress);
        } catch (StoppedByOthersException e) {
            // Ctrl-C at a terminal reaches the server too. What there is is judged all the same.
            end(String.valueOf(e.getMessage()));
            victim.start();
        }
        finish(clients, recorder, judge);
    }

    private void torture(VerifyingClients clients, Recorder recorder, RoundJudge judge, TortureProgress progress)
            throws IOException, InterruptedException {
        victim.start();
        inspect(clients, recorder, judge);
        StoreId begun = begunStore();
        for (int client = 0; client < plan.clients(); client++) {
            clients.start(chances, plan.seed() + 1 + client, begun, this::otherStore);
        }
        Kills kills = new Kills(chances.apply(plan.seed()));
        while (victim.kills() < plan.cycles() && goesOn(judge)) {
            Kills.Series series = kills.next(plan.cycles() - victim.kills());
            if (series.atWork()) {
                awaitWork(clients, judge);
            }
            victim.serve(series.serving());
            killAndStart(series, clients, recorder);
            inspect(clients, recorder, judge);
            progress.at(victim.kills(), rounds.begun());
        }
    }

    /** Why: on a busy machine clients that come back may need longer than the time that is drawn. */
    private void awaitWork(VerifyingClients clients, RoundJudge judge) throws InterruptedException {
        long begun = time.nanos();
        while (clients.answered().sum() < answeredBefore + ANSWERS_MIN
                && time.nanos() - begun < ANSWERS_AWAITED_MAX.toNanos()
                && goesOn(judge)) {
            victim.serve(LOOKED_EVERY);
        }
    }

    private boolean goesOn(RoundJudge judge) {
        return endedEarly.get() == null && broken.get() == null && judge.verdict() instanceof Verdict.Ok;
    }

    private void killAndStart(Kills.Series series, VerifyingClients clients, Recorder recorder)
            throws IOException, InterruptedException {
        takeOver();
        long begun = time.nanos();
        victim.kill();
        for (double part : series.starting()) {
            victim.startAndKill(part);
        }
        answeredBefore = clients.answered().sum();
        victim.start();
        recorder.fired(ProxyFaultKind.KILL, begun, time.nanos());
    }

    /** Takes the rounds that are over; to be called before the server that they spoke to dies. */
    private void takeOver() throws InterruptedException {
        Optional<Round> round = rounds.takeOver(0);
        while (round.isPresent()) {
            over.add(round.get());
            round = rounds.takeOver(0);
        }
    }

    /** Looks at the store that a start has brought back. */
    private void inspect(VerifyingClients clients, Recorder recorder, RoundJudge judge) {
        try (Latchkey latchkey =
                Latchkey.connect(ClientConfig.of(victim.address()).withDeadline(ASK_MAX))) {
            Clerk clerk = latchkey.clerk();
            ledger.compare(clerk);
            requireSameStore(clerk.storeId().orElseThrow());
            for (Round round : over) {
                ledger.settle(LastLook.at(round, clerk, recorder, clients.nextNumber()));
                judge.judge(round);
            }
            over.clear();
        } catch (LatchkeyException e) {
            victim.requireAlive();
            throw new BrokenPromiseException("the server was ready and did not answer: " + e.getMessage());
        }
    }

    private void requireSameStore(StoreId seen) {
        if (store == null) {
            store = seen;
        } else if (!seen.equals(store)) {
            throw new BrokenPromiseException("the id of the store was " + store + " and is " + seen);
        }
    }

    private StoreId begunStore() {
        StoreId begun = store;
        if (begun == null) {
            throw new IllegalStateException("the store has been looked at");
        }
        return begun;
    }

    private void otherStore(StoreId seen) {
        broken.compareAndSet(null, "the id of the store was " + store + " and a client saw " + seen);
        rounds.end();
    }

    /** Lets clients hear their last answers, and looks at everything once more, behind an end in order. */
    private void finish(VerifyingClients clients, Recorder recorder, RoundJudge judge)
            throws IOException, InterruptedException {
        rounds.end();
        if (!clients.awaitEnd(LAST_ANSWERS_MAX)) {
            victim.requireAlive();
            throw new BrokenPromiseException(
                    "a request had no answer within " + LAST_ANSWERS_MAX.toSeconds() + " s, of a server that is up");
        }
        takeOver();
        victim.stop();
        victim.start();
        inspect(clients, recorder, judge);
        try (Latchkey latchkey =
                Latchkey.connect(ClientConfig.of(victim.address()).withDeadline(ASK_MAX))) {
            ledger.compare(latchkey.clerk());
            ledger.requireEachWriteOnce(latchkey.clerk());
        }
        victim.stop();
    }

    private TortureResult result(VerifyingClients clients, Recorder recorder, RoundJudge judge, Duration took) {
        ServerLines.Counted said = victim.said();
        return new TortureResult(
                verdict(judge, recorder),
                Optional.ofNullable(broken.get()),
                Optional.ofNullable(endedEarly.get()),
                took,
                victim.kills(),
                victim.starts(),
                victim.startMax(),
                said.recoveryMax(),
                said.cuts(),
                said.snapshots(),
                said.fromSnapshots(),
                judge.judged(),
                rounds.keys(),
                ledger.done(),
                clients.asked().all(),
                clients.answered().all(),
                clients.refusals().all(),
                clients.resentCreates());
    }

    private Verdict verdict(RoundJudge judge, Recorder recorder) {
        IOException failure = recorder.failure();
        if (judge.verdict() instanceof Verdict.Ok && failure != null) {
            return new Verdict.Unknown("the history could not be written: " + failure.getMessage());
        }
        return judge.verdict() instanceof Verdict.Ok && ledger.done() == 0
                ? new Verdict.Unknown("no write was acknowledged")
                : judge.verdict();
    }
}
