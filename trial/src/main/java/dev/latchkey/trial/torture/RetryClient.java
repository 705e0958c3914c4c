package dev.latchkey.trial.torture;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A client that writes many keys of its own at the same time, in one session, and compares each outcome with the only one that is possible.
 * After {@link #start}, its writers are used only on its event loop, until {@link #awaitEnd} has returned.
 */
final class RetryClient implements AutoCloseable {

    /** The number of writes in flight: almost as many as a session may have. */
    static final int KEYS = 1_000;

    private final String prefix;
    private final RandomGenerator chance;
    private final RetryFindings findings;
    private final Latchkey latchkey;
    private final AsyncClerk clerk;
    private final List<KeyWriter> writers = new ArrayList<>();
    private final List<Uncertain> uncertain = new ArrayList<>();
    private final CountDownLatch running = new CountDownLatch(KEYS);
    private volatile boolean ending;
    private int keys;

    /** A key after a write with an unknown outcome, which is its last write. */
    record Uncertain(KeyWriter.State before, KeyWriter.Write write) {}

    /**
     * @param config its futures complete on the event loop
     * @param prefix the prefix of its keys
     */
    RetryClient(ClientConfig config, String prefix, RandomGenerator chance, RetryFindings findings) {
        this.prefix = prefix;
        this.chance = chance;
        this.findings = findings;
        latchkey = Latchkey.connect(config.withExecutor(Runnable::run));
        clerk = latchkey.clerk().async();
    }

    /** Begins to write as soon as the server answers. */
    void start() {
        clerk.get(Key.of(prefix)).whenComplete((none, failure) -> {
            for (int i = 0; i < KEYS; i++) {
                writers.add(newWriter());
            }
            List.copyOf(writers).forEach(this::step);
        });
    }

    private KeyWriter newWriter() {
        return new KeyWriter(Key.of(prefix + keys++), chance);
    }

    private void step(KeyWriter writer) {
        if (ending) {
            running.countDown();
            return;
        }
        KeyWriter.Write write = writer.next();
        write.send(clerk).whenComplete((outcome, failure) -> returned(writer, write, outcome, failure));
    }

    private void returned(
            KeyWriter writer, KeyWriter.Write write, @Nullable PutOutcome outcome, @Nullable Throwable failure) {
        if (outcome == null) {
            findings.wrong(0, write + " failed: " + failure);
            running.countDown();
        } else if (outcome instanceof PutOutcome.ErrMaybe maybe) {
            unknown(writer, write, maybe.cause());
        } else if (outcome.equals(write.due())) {
            findings.right(outcome);
            writer.done(write);
            step(writer);
        } else {
            findings.wrong(write, outcome);
            running.countDown(); // why: the state of the key is not the expected one any more
        }
    }

    private void unknown(KeyWriter writer, KeyWriter.Write write, Cause cause) {
        if (cause instanceof Cause.SessionLost || cause instanceof Cause.DeadlineEnded) {
            findings.unknown(cause instanceof Cause.SessionLost ? "session" : "deadline");
            step(abandon(writer, write));
        } else {
            findings.wrong(0, write + " returned ErrMaybe in a session: " + cause);
            running.countDown();
        }
    }

    /** Stops writing a key whose state is not known, and returns the writer of a new one. */
    private KeyWriter abandon(KeyWriter writer, KeyWriter.Write write) {
        uncertain.add(new Uncertain(writer.state(), write));
        writers.remove(writer);
        KeyWriter next = newWriter();
        writers.add(next);
        return next;
    }

    /** Begins no more writes. Any thread may call this. */
    void end() {
        ending = true;
    }

    /** Waits until all writes have returned; whether they have within {@code nanosMax}. */
    boolean awaitEnd(long nanosMax) throws InterruptedException {
        return running.await(nanosMax, TimeUnit.NANOSECONDS);
    }

    /** The number of writes that were sent more than once. Any thread may call this. */
    long retried() {
        return latchkey.retriedWrites();
    }

    /** The keys whose state is known. Call after the end. */
    List<KeyWriter> writers() {
        return writers;
    }

    /** The keys whose state is one of two. Call after the end. */
    List<Uncertain> uncertain() {
        return uncertain;
    }

    @Override
    public void close() {
        latchkey.close();
    }

    /** The settings of the client: patient enough for a server that is restarted. */
    static ClientConfig patient(ClientConfig config) {
        return config.withDeadline(Duration.ofMinutes(10)).withAnswerTimeout(Duration.ofSeconds(2));
    }
}
