package dev.latchkey.trial.verify;

import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.HistoryHeader;
import dev.latchkey.check.format.HistoryWriter;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.StoreId;
import dev.latchkey.seams.Time;
import dev.latchkey.trial.faults.RandomFaults;
import dev.latchkey.trial.faults.Upstream;
import dev.latchkey.trial.record.ClientNumbers;
import dev.latchkey.trial.record.GuaranteeViolatedException;
import dev.latchkey.trial.record.Recorder;
import dev.latchkey.trial.record.Round;
import dev.latchkey.trial.record.RoundJudge;
import dev.latchkey.trial.record.Rounds;
import dev.latchkey.trial.record.VerifyingClients;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One verification run against a server: clients use keys of the run through a proxy that injects faults, the history is checked
 * during the run, and the keys are deleted afterwards. Call {@link #run} once; any thread may call {@link #end}.
 */
public final class Verification {

    /** Short enough to detect a dead connection early in the run, but longer than any reply should take. */
    private static final Duration ANSWER_TIMEOUT_MAX = Duration.ofMillis(500);

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(1), Duration.ofMillis(50));
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ClientConfig config;
    private final Plan plan;
    private final String prefix;
    private final LongFunction<RandomGenerator> chances;
    private final Map<String, String> about;
    private final Time time;
    private final long origin;
    private final Rounds rounds;
    private final AtomicReference<@Nullable String> endedEarly = new AtomicReference<>();
    private final AtomicReference<@Nullable StoreId> otherStore = new AtomicReference<>();
    private Optional<String> broken = Optional.empty();

    /**
     * @param config the client configuration for the server
     * @param prefix the prefix of all keys of the run; no other client may use keys with this prefix
     * @param chances creates a random number generator from a seed
     */
    public Verification(
            ClientConfig config, Plan plan, String prefix, LongFunction<RandomGenerator> chances, Time time) {
        this(config, plan, prefix, Map.of(), chances, time);
    }

    /** @param about what made the history, as additional metadata for its header */
    public Verification(
            ClientConfig config,
            Plan plan,
            String prefix,
            Map<String, String> about,
            LongFunction<RandomGenerator> chances,
            Time time) {
        this.config = config;
        this.plan = plan;
        this.prefix = prefix;
        this.about = Map.copyOf(about);
        this.chances = chances;
        this.time = time;
        origin = time.nanos();
        rounds = new Rounds(prefix, plan.operationsMax());
    }

    /** Stops the run early; what was recorded is still checked, and the keys are deleted. */
    public void end(String why) {
        endedEarly.compareAndSet(null, why);
        rounds.end();
    }

    /**
     * Runs the verification. Blocks for the duration of the plan, and until the last operations have returned and the keys are
     * deleted.
     *
     * @param file receives the history and is closed; null to write no history
     * @param report whether to keep the history for a report
     * @throws dev.latchkey.client.clerk.LatchkeyException if the server cannot be reached at the start
     * @throws UncheckedIOException if the history cannot be written at the start
     * @throws IOException if no port is available for the proxy
     * @throws IllegalStateException if the run failed because of a bug; the keys are deleted, and the message names them
     */
    public Result run(@Nullable OutputStream file, boolean report, Progress progress)
            throws IOException, InterruptedException {
        try (Latchkey direct = Latchkey.connect(config)) {
            if (direct.clerk().get(prefix).isPresent()) {
                throw new IllegalStateException("key " + prefix + " exists");
            }
            StoreId store = direct.clerk().storeId().orElseThrow();
            Recorder recorder = new Recorder(time, writer(file));
            VerifyingClients clients = clients(recorder);
            RoundJudge judge = new RoundJudge(header(), report);
            long begun = time.nanos();
            @Nullable RuntimeException bug = null;
            Duration took;
            Cleanup cleanup;
            FinalState last = new FinalState(new Clerk(direct.clerk().async().inStore(store)), recorder, prefix);
            try (clients) {
                runToTheEnd(clients, store, judge, last, recorder, progress);
            } catch (GuaranteeViolatedException e) {
                broken = Optional.of(String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                bug = e;
            } finally {
                took = Duration.ofNanos(time.nanos() - begun);
                recorder.close();
                cleanup = Cleanup.of(direct.clerk().withoutSession(), prefix);
            }
            if (bug != null) {
                throw new IllegalStateException(
                        "the run failed; "
                                + cleanup.failure()
                                        .map(why -> "keys that start with " + prefix + " may remain: " + why)
                                        .orElse("all keys that start with " + prefix + " were deleted"),
                        bug);
            }
            return result(clients, judge, recorder, took, store, last.unread(), cleanup);
        }
    }

    private @Nullable HistoryWriter writer(@Nullable OutputStream file) {
        try {
            return file == null ? null : new HistoryWriter(file, header(), HistoryWriter.Flush.EACH_LINE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HistoryHeader header() {
        HistoryHeader header = HistoryHeader.of(RoundJudge.MODEL.written());
        for (Map.Entry<String, String> fact : about.entrySet()) {
            header = header.meta(fact.getKey(), fact.getValue());
        }
        return header.seed(String.valueOf(plan.seed()))
                .meta("unit", "ns")
                .meta("origin", String.valueOf(origin))
                .meta("stride", String.valueOf(ClientNumbers.STRIDE))
                .meta("clients", String.valueOf(plan.clients()))
                .meta("prefix", prefix);
    }

    private VerifyingClients clients(Recorder recorder) throws IOException {
        int millis = (int) Math.min(Integer.MAX_VALUE, config.answerTimeout().toMillis());
        RandomFaults faults = new RandomFaults(chances.apply(plan.seed()), plan.rates());
        try {
            return new VerifyingClients(
                    Upstream.of(config.servers(), millis),
                    faults,
                    this::impatient,
                    plan.inSession(),
                    rounds,
                    recorder,
                    time);
        } catch (IOException e) {
            recorder.close();
            throw e;
        }
    }

    private ClientConfig impatient(ClientConfig usual) {
        Duration patience =
                config.answerTimeout().compareTo(ANSWER_TIMEOUT_MAX) < 0 ? config.answerTimeout() : ANSWER_TIMEOUT_MAX;
        ClientConfig through = usual.withDeadline(config.deadline())
                .withAnswerTimeout(patience)
                .withBackoff(BACKOFF);
        return config.password()
                .map(through.withUser(config.user())::withPassword)
                .orElse(through);
    }

    private void runToTheEnd(
            VerifyingClients clients,
            StoreId store,
            RoundJudge judge,
            FinalState last,
            Recorder recorder,
            Progress progress)
            throws InterruptedException {
        for (int client = 0; client < plan.clients(); client++) {
            clients.start(chances, plan.seed() + client + 1, store, this::otherStore);
        }
        watch(clients, recorder, round -> judge(round, judge, last), judge::verdict, progress);
        clients.awaitEnd();
        clients.executeAllLate();
        last.compare();
    }

    /** Without sessions, a late copy of a create may still take effect after the round, so no state is final. */
    private void judge(Round round, RoundJudge judge, FinalState last) {
        if (plan.inSession()) {
            last.read(round);
        }
        judge.judge(round);
    }

    private void otherStore(StoreId seen) {
        otherStore.compareAndSet(null, seen);
        end("the store changed");
    }

    /** Checks completed rounds until the run has ended and all rounds are checked. */
    private void watch(
            VerifyingClients clients,
            Recorder recorder,
            Consumer<Round> judging,
            Supplier<Verdict> verdict,
            Progress progress)
            throws InterruptedException {
        long begun = time.nanos();
        long reported = begun;
        while (!rounds.isAllTaken()) {
            rounds.takeOver(TICK_NANOS).ifPresent(judging);
            long now = time.nanos();
            if (verdict.get() instanceof Verdict.Illegal) {
                end("the history is not linearizable");
            } else if (recorder.failure() != null) {
                end("the history could not be written");
            } else if (clients.proxyFailure() != null) {
                end("the proxy failed");
            } else if (now - begun >= plan.time().toNanos()) {
                rounds.end();
            }
            if (now - reported >= TICK_NANOS && verdict.get() instanceof Verdict.Ok) {
                reported = now;
                progress.at(
                        TimeUnit.NANOSECONDS.toSeconds(now - begun),
                        rounds.begun(),
                        recorder.fired().sum());
            }
            clients.requireInOrder();
        }
    }

    private Result result(
            VerifyingClients clients,
            RoundJudge judge,
            Recorder recorder,
            Duration took,
            StoreId store,
            Optional<String> unread,
            Cleanup cleanup) {
        Optional<String> violated = broken.or(clients::impossibleOutcome);
        List<String> remarks = new ArrayList<>();
        violated.ifPresent(what -> remarks.add("A guarantee was violated: " + what + "."));
        if (clients.asked().sum() > 0) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "The run had %,d operations on %,d keys and %,d faults.",
                    clients.asked().sum(),
                    rounds.keys(),
                    recorder.fired().sum()));
        }
        return new Result(
                verdict(clients, judge, recorder, store),
                violated,
                unread,
                Optional.ofNullable(endedEarly.get()),
                took,
                judge.judged(),
                rounds.keys(),
                clients.asked().all(),
                clients.answered().all(),
                recorder.fired().all(),
                clients.refusals().all(),
                clients.unknown(),
                clients.retriedWrites(),
                clients.resentCreates(),
                cleanup,
                judge.shown(recorder.faults(), remarks));
    }

    private Verdict verdict(VerifyingClients clients, RoundJudge judge, Recorder recorder, StoreId store) {
        if (judge.verdict() instanceof Verdict.Illegal) {
            return judge.verdict();
        }
        StoreId other = otherStore.get();
        if (other != null) {
            return new Verdict.Unknown("the store changed from " + store + " to " + other
                    + " during the run: the server was restarted without its data, or another server took its place."
                    + " The history before that is "
                    + (judge.verdict() instanceof Verdict.Ok ? "OK" : "not completely checked"));
        }
        IOException failure = recorder.failure();
        if (failure != null) {
            return new Verdict.Unknown("the history could not be written: " + failure.getMessage());
        }
        IOException ofProxy = clients.proxyFailure();
        if (ofProxy != null) {
            return new Verdict.Unknown("the proxy no longer accepts connections: " + ofProxy.getMessage());
        }
        long silent = List.of("no answer", "not sent", "refused").stream()
                .mapToLong(clients.answered()::of)
                .sum();
        return silent == clients.asked().sum() ? new Verdict.Unknown("no operation completed") : judge.verdict();
    }

    /** The limits of the search for a linearization to show in a report. */
    public static CheckLimits reportLimits() {
        return CheckLimits.DEFAULT.withTime(Duration.ofSeconds(20));
    }
}
