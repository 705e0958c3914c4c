package dev.latchkey.trial.torture;

import dev.latchkey.trial.faults.Fault;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Draws faults that make clients retry: few of them, because a client with many writes in flight retries all of them when its connection
 * is lost. For all threads.
 */
final class RetryFaults implements Supplier<Fault> {

    private static final int REQUESTS_MIN = 300;
    private static final int REQUESTS_MAX = 2_000;
    private static final int BYTES_MAX = 60;
    private static final int REQUESTS_LATER_MAX = 2_000;
    private static final Duration DELAY = Duration.ofMillis(30);

    private static final int ALL = 100;
    private static final int SWALLOWED = 2;
    private static final int DELAYED = 10;
    private static final int EXECUTED_LATE = 25;
    private static final int CUT_AMID = 40;
    private static final int CUT_BEFORE = 60;

    private final RandomGenerator chance;
    private final ReentrantLock lock = new ReentrantLock();
    private int requestsLeft;

    /** @param chance must not be shared */
    RetryFaults(RandomGenerator chance) {
        this.chance = chance;
        requestsLeft = REQUESTS_MAX;
    }

    @Override
    public Fault get() {
        lock.lock();
        try {
            if (--requestsLeft > 0) {
                return Fault.NONE;
            }
            requestsLeft = chance.nextInt(REQUESTS_MIN, REQUESTS_MAX);
            return draw(chance.nextInt(ALL), chance.nextBoolean());
        } finally {
            lock.unlock();
        }
    }

    private Fault draw(int drawn, boolean coin) {
        if (drawn < SWALLOWED) {
            return coin ? new Fault.SwallowRequest() : new Fault.SwallowReply();
        }
        if (drawn < DELAYED) {
            return new Fault.Delay(DELAY, DELAY);
        }
        if (drawn < EXECUTED_LATE) {
            return new Fault.ExecuteLate(chance.nextInt(REQUESTS_LATER_MAX));
        }
        if (drawn < CUT_AMID) {
            int bytes = 1 + chance.nextInt(BYTES_MAX);
            return coin ? new Fault.CutRequest(bytes, false) : new Fault.CutReply(bytes, false);
        }
        return drawn < CUT_BEFORE ? new Fault.CutRequest(0, coin) : new Fault.CutReply(0, coin);
    }
}
