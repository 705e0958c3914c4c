package dev.latchkey.trial.torture;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ConnectionListener;
import dev.latchkey.seams.Time;
import dev.latchkey.trial.faults.FaultProxy;
import dev.latchkey.trial.faults.ProxyFaultKind;
import dev.latchkey.trial.record.GuaranteeViolatedException;
import dev.latchkey.trial.record.Recorder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One run that retries as many writes as the plan says: clients with many writes in flight lose their connections before and after the
 * server executes them, and the server is killed and restarted. Each key is written by one client, so the outcome of each write is known
 * in advance, and so is the final state of the store. Call {@link #run} once; any thread may call {@link #end}.
 */
public final class RetryTorture {

    private static final String PREFIX = "torture/";
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(1), Duration.ofMillis(20));
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
    private static final Duration ASK_MAX = Duration.ofSeconds(30);

    /** A running server that answers nothing for longer is stuck. */
    private static final Duration SILENCE_MAX = Duration.ofMinutes(2);

    private final RetryPlan plan;
    private final LongFunction<RandomGenerator> chances;
    private final Time time;
    private final ServerUnderTest victim;
    private final RetryFindings findings = new RetryFindings();
    private final List<RetryClient> clients = new ArrayList<>();
    private final AtomicReference<@Nullable String> endedEarly = new AtomicReference<>();

    /**
     * @param server starts the server, each time on the same directory, which is empty at first
     * @param chances creates a random number generator from a seed
     */
    public RetryTorture(RetryPlan plan, ServerCommand server, LongFunction<RandomGenerator> chances, Time time) {
        this.plan = plan;
        this.chances = chances;
        this.time = time;
        victim = new ServerUnderTest(server, time);
    }

    /** Stops the run early; what was written is still compared. */
    public void end(String why) {
        endedEarly.compareAndSet(null, why);
    }

    /**
     * Runs the test. Blocks until it is complete; no server process is left running then.
     *
     * @throws IOException if a process cannot be started, or no port is available
     */
    public RetryResult run(TortureProgress progress) throws IOException, InterruptedException {
        long begun = time.nanos();
        Duration cpuBefore = ServerProcess.cpuOf(ProcessHandle.current());
        Recorder recorder = new Recorder(time, null);
        try (victim) {
            try {
                victim.start();
                runToTheEnd(recorder, progress);
            } catch (GuaranteeViolatedException e) {
                findings.wrong(0, String.valueOf(e.getMessage()));
            } catch (StoppedExternallyException e) {
                end(String.valueOf(e.getMessage()));
            }
            Duration cpu = ServerProcess.cpuOf(ProcessHandle.current()).minus(cpuBefore);
            return result(recorder, Duration.ofNanos(time.nanos() - begun), cpu.plus(victim.cpu()));
        }
    }

    private void runToTheEnd(Recorder recorder, TortureProgress progress) throws IOException, InterruptedException {
        RetryFaults faults = new RetryFaults(chances.apply(plan.seed()));
        try (FaultProxy proxy = new FaultProxy(victim::connect, faults, recorder, time)) {
            try {
                for (int client = 0; client < plan.clients(); client++) {
                    clients.add(new RetryClient(
                            config(proxy), PREFIX + client + "/", chances.apply(plan.seed() + 1 + client), findings));
                }
                clients.forEach(RetryClient::start);
                work(recorder, progress);
                awaitOutcomes();
            } finally {
                clients.forEach(RetryClient::end);
                clients.forEach(RetryClient::close);
            }
            proxy.executeAllLate(); // why after the end: no copy may take effect any more
        }
        victim.stop();
        victim.start();
        audit();
        victim.stop();
    }

    private static ClientConfig config(FaultProxy proxy) {
        return RetryClient.patient(ClientConfig.of(proxy.address()))
                .withBackoff(BACKOFF)
                .withListener(ConnectionListener.NONE);
    }

    private void work(Recorder recorder, TortureProgress progress) throws IOException, InterruptedException {
        Silence silence = new Silence();
        while (goesOn()) {
            victim.serve(POLL_INTERVAL);
            if (victim.kills() < plan.kills() && retried() >= plan.nextKillAt(victim.kills())) {
                long begun = time.nanos();
                victim.kill();
                victim.start();
                recorder.fired(ProxyFaultKind.KILL, begun, time.nanos());
                progress.at(victim.kills(), retried());
            }
            silence.check();
        }
    }

    private boolean goesOn() {
        boolean reached = retried() >= plan.retried() && victim.kills() >= plan.kills();
        return !reached && endedEarly.get() == null && findings.isClean();
    }

    private long retried() {
        return clients.stream().mapToLong(RetryClient::retried).sum();
    }

    private void awaitOutcomes() throws InterruptedException {
        clients.forEach(RetryClient::end);
        long until = time.nanos() + SILENCE_MAX.toNanos();
        for (RetryClient client : clients) {
            if (!client.awaitEnd(Math.max(1, until - time.nanos()))) {
                victim.requireAlive();
                throw new GuaranteeViolatedException(
                        "the running server did not reply to a write within " + SILENCE_MAX.toSeconds() + " s");
            }
        }
    }

    private void audit() {
        ClientConfig config =
                ClientConfig.of(victim.address()).withDeadline(ASK_MAX).withListener(ConnectionListener.NONE);
        try (Latchkey latchkey = Latchkey.connect(config)) {
            new RetryAudit(latchkey.clerk(), findings).compare(clients);
        } catch (LatchkeyException e) {
            victim.requireAlive();
            throw new GuaranteeViolatedException("the server was ready but did not reply: " + e.getMessage());
        }
    }

    private RetryResult result(Recorder recorder, Duration wall, Duration cpu) {
        RetryFindings.Counted counted = findings.counted();
        ServerLines.Counted said = victim.said();
        return new RetryResult(
                counted.first(),
                Optional.ofNullable(endedEarly.get()),
                counted.writes(),
                retried(),
                counted.done(),
                counted.unknown(),
                counted.twice(),
                counted.lost(),
                counted.other(),
                victim.kills(),
                victim.starts(),
                said.snapshots(),
                said.fromSnapshots(),
                recorder.fired().all(),
                wall,
                cpu);
    }

    /** Detects that a running server answers nothing. */
    private final class Silence {

        private long writes;
        private long since = time.nanos();

        void check() {
            long now = findings.writes();
            if (now != writes) {
                writes = now;
                since = time.nanos();
            } else if (time.nanos() - since > SILENCE_MAX.toNanos()) {
                throw new GuaranteeViolatedException(
                        "the running server has answered no write for " + SILENCE_MAX.toSeconds() + " s");
            }
        }
    }
}
