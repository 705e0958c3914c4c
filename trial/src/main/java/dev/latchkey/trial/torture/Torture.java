package dev.latchkey.trial.torture;

import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.HistoryHeader;
import dev.latchkey.check.format.HistoryWriter;
import dev.latchkey.check.format.NamedModel;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ConnectionListener;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.StoreId;
import dev.latchkey.seams.Time;
import dev.latchkey.trial.faults.ProxyFaultKind;
import dev.latchkey.trial.record.ClientNumbers;
import dev.latchkey.trial.record.FinalReads;
import dev.latchkey.trial.record.GuaranteeViolatedException;
import dev.latchkey.trial.record.Ledger;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One run of the crash recovery test: clients write while the server is killed and restarted repeatedly. After each restart, the
 * store is compared with the expected state, and the histories of the clients are checked. Call {@link #run} once; any thread may
 * call {@link #end}.
 *
 * <p>A round of operations is checked after the first restart that follows its last operation. Its requests in flight died with
 * the server, so a read then returns the final state of each key, which the {@link Ledger} keeps.
 */
public final class Torture {

    /** Large enough for a round to span several kills, small enough to be checked early in the run. */
    private static final Rounds.Size ROUND = new Rounds.Size(8, 4_000);

    private static final String PREFIX = "torture/";

    /** A process that has answered fewer operations leaves little for the next recovery to verify. */
    private static final int ANSWERS_MIN = 32;

    /** After this time, a server that has answered too few operations is killed anyway. */
    private static final Duration ANSWERS_AWAITED_MAX = Duration.ofSeconds(30);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(5);
    private static final Duration ASK_MAX = Duration.ofSeconds(30);
    private static final Duration LAST_ANSWERS_MAX = Duration.ofMinutes(2);

    private final TorturePlan plan;
    private final Map<String, String> about;
    private final LongFunction<RandomGenerator> chances;
    private final Time time;
    private final ServerUnderTest victim;
    private final Rounds rounds = new Rounds(PREFIX, Long.MAX_VALUE, ROUND);
    private final Ledger ledger = new Ledger(Prefix.EMPTY);

    /** Rounds that were complete before the last kill and are not checked yet. */
    private final List<Round> over = new ArrayList<>();

    private final AtomicReference<@Nullable String> endedEarly = new AtomicReference<>();
    private final AtomicReference<@Nullable String> broken = new AtomicReference<>();
    private @Nullable StoreId store;
    private long answeredBefore;

    /**
     * @param server starts the server, each time on the same directory, which is empty at first
     * @param chances creates a random number generator from a seed
     */
    public Torture(TorturePlan plan, ServerCommand server, LongFunction<RandomGenerator> chances, Time time) {
        this(plan, server, Map.of(), chances, time);
    }

    /** @param about what made the history, as additional metadata for its header */
    public Torture(
            TorturePlan plan,
            ServerCommand server,
            Map<String, String> about,
            LongFunction<RandomGenerator> chances,
            Time time) {
        this.plan = plan;
        this.about = Map.copyOf(about);
        this.chances = chances;
        this.time = time;
        victim = new ServerUnderTest(server, time);
    }

    /** Stops the run early; what was recorded is still checked. */
    public void end(String why) {
        endedEarly.compareAndSet(null, why);
        rounds.end();
    }

    /**
     * Runs the test. Blocks until it is complete; no server process is left running then.
     *
     * @param file receives the history and is closed; null to write no history
     * @throws IOException if a process cannot be started, the history cannot be written, or no port is available
     */
    public TortureResult run(@Nullable OutputStream file, TortureProgress progress)
            throws IOException, InterruptedException {
        long begun = time.nanos();
        HistoryHeader header = header(begun);
        Recorder recorder = new Recorder(
                time, file == null ? null : new HistoryWriter(file, header, HistoryWriter.Flush.EACH_LINE));
        RoundJudge judge = new RoundJudge(header, NamedModel.VERSIONED_REGISTER, false);
        try (victim;
                VerifyingClients clients =
                        VerifyingClients.patient(victim::connect, plan.inSession(), rounds, recorder, time)) {
            try {
                tortureToTheEnd(clients, recorder, judge, progress);
            } catch (GuaranteeViolatedException e) {
                broken.compareAndSet(null, String.valueOf(e.getMessage()));
            } catch (StoppedExternallyException e) {
                end(String.valueOf(e.getMessage()));
            }
            return result(clients, recorder, judge, Duration.ofNanos(time.nanos() - begun));
        } finally {
            recorder.close();
        }
    }

    private HistoryHeader header(long begun) {
        HistoryHeader header = HistoryHeader.of(NamedModel.VERSIONED_REGISTER.written());
        for (Map.Entry<String, String> fact : about.entrySet()) {
            header = header.meta(fact.getKey(), fact.getValue());
        }
        return header.seed(String.valueOf(plan.seed()))
                .meta("unit", "ns")
                .meta("origin", String.valueOf(begun))
                .meta("stride", String.valueOf(ClientNumbers.STRIDE))
                .meta("clients", String.valueOf(plan.clients()));
    }

    private void tortureToTheEnd(
            VerifyingClients clients, Recorder recorder, RoundJudge judge, TortureProgress progress)
            throws IOException, InterruptedException {
        try {
            torture(clients, recorder, judge, progress);
        } catch (StoppedExternallyException e) {
            // Why continue: Ctrl-C at a terminal also stops the server, and what was recorded is still checked.
            end(String.valueOf(e.getMessage()));
            victim.start();
        }
        finish(clients, recorder, judge);
    }

    private void torture(VerifyingClients clients, Recorder recorder, RoundJudge judge, TortureProgress progress)
            throws IOException, InterruptedException {
        victim.start();
        inspect(recorder, judge);
        StoreId begun = begunStore();
        for (int client = 0; client < plan.clients(); client++) {
            clients.start(chances, plan.seed() + 1 + client, begun, this::otherStore);
        }
        KillSchedule kills = new KillSchedule(chances.apply(plan.seed()));
        while (victim.kills() < plan.cycles() && goesOn(judge)) {
            KillSchedule.Series series = kills.next(plan.cycles() - victim.kills());
            if (series.atWork()) {
                awaitWork(clients, judge);
            }
            victim.serve(series.serving());
            killAndStart(series, clients, recorder);
            inspect(recorder, judge);
            progress.at(victim.kills(), rounds.begun());
        }
    }

    /** Waits until clients make progress: on a busy machine, reconnecting may take longer than the drawn serving time. */
    private void awaitWork(VerifyingClients clients, RoundJudge judge) throws InterruptedException {
        long begun = time.nanos();
        while (clients.answered().sum() < answeredBefore + ANSWERS_MIN
                && time.nanos() - begun < ANSWERS_AWAITED_MAX.toNanos()
                && goesOn(judge)) {
            victim.serve(POLL_INTERVAL);
        }
    }

    private boolean goesOn(RoundJudge judge) {
        return endedEarly.get() == null && broken.get() == null && judge.verdict() instanceof Verdict.Ok;
    }

    private void killAndStart(KillSchedule.Series series, VerifyingClients clients, Recorder recorder)
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

    /** Collects the completed rounds. Call before the server that executed them is killed. */
    private void takeOver() throws InterruptedException {
        Optional<Round> round = rounds.takeOver(0);
        while (round.isPresent()) {
            over.add(round.get());
            round = rounds.takeOver(0);
        }
    }

    private static ClientConfig asking(ServerUnderTest server) {
        return ClientConfig.of(server.address()).withDeadline(ASK_MAX).withListener(ConnectionListener.NONE);
    }

    /** Checks the store that recovery has restored. */
    private void inspect(Recorder recorder, RoundJudge judge) {
        try (Latchkey latchkey = Latchkey.connect(asking(victim))) {
            Clerk clerk = latchkey.clerk();
            ledger.compare(clerk);
            requireSameStore(clerk.storeId().orElseThrow());
            for (Round round : over) {
                ledger.settle(FinalReads.at(round, clerk, recorder, ClientNumbers.FINAL_READS));
                judge.judge(round);
            }
            over.clear();
        } catch (LatchkeyException e) {
            victim.requireAlive();
            throw new GuaranteeViolatedException("the server was ready but did not reply: " + e.getMessage());
        }
    }

    private void requireSameStore(StoreId seen) {
        if (store == null) {
            store = seen;
        } else if (!seen.equals(store)) {
            throw new GuaranteeViolatedException("the store id changed from " + store + " to " + seen);
        }
    }

    private StoreId begunStore() {
        StoreId begun = store;
        if (begun == null) {
            throw new IllegalStateException("the store has not been inspected yet");
        }
        return begun;
    }

    private void otherStore(StoreId seen) {
        broken.compareAndSet(null, "the store id was " + store + ", but a client saw " + seen);
        rounds.end();
    }

    /** Lets clients receive their last replies, and checks everything once more after a clean shutdown and restart. */
    private void finish(VerifyingClients clients, Recorder recorder, RoundJudge judge)
            throws IOException, InterruptedException {
        rounds.end();
        if (!clients.awaitEnd(LAST_ANSWERS_MAX)) {
            victim.requireAlive();
            throw new GuaranteeViolatedException(
                    "the running server did not reply to a request within " + LAST_ANSWERS_MAX.toSeconds() + " s");
        }
        takeOver();
        victim.stop();
        victim.start();
        inspect(recorder, judge);
        try (Latchkey latchkey = Latchkey.connect(asking(victim))) {
            ledger.compare(latchkey.clerk());
            ledger.requireEachWriteOnce(latchkey.clerk());
        }
        victim.stop();
    }

    private TortureResult result(VerifyingClients clients, Recorder recorder, RoundJudge judge, Duration took) {
        ServerLines.Counted said = victim.said();
        return new TortureResult(
                verdict(judge, recorder),
                judge.wording(),
                Optional.ofNullable(broken.get()).or(clients::impossibleOutcome),
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
                clients.unknown(),
                clients.retriedWrites(),
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
