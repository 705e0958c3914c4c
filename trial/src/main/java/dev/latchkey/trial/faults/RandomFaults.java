package dev.latchkey.trial.faults;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Draws random faults. The n-th fault depends only on the seed; which request gets it depends on timing. For all threads. */
public final class RandomFaults implements Supplier<Fault> {

    private static final int ALL = 1_000;
    private static final int REQUESTS_LATER_MAX = 6;
    private static final int BYTES_AMID_MAX = 30;

    private final RandomGenerator chance;
    private final FaultRates rates;
    private final ReentrantLock lock = new ReentrantLock();

    /** @param chance must not be shared */
    public RandomFaults(RandomGenerator chance, FaultRates rates) {
        this.chance = chance;
        this.rates = rates;
    }

    @Override
    public Fault get() {
        lock.lock();
        try {
            return draw();
        } finally {
            lock.unlock();
        }
    }

    private Fault draw() {
        int left = chance.nextInt(ALL);
        boolean coin = chance.nextBoolean();
        if ((left -= rates.cutBefore()) < 0) {
            return new Fault.CutRequest(0, coin);
        }
        if ((left -= rates.cutAfter()) < 0) {
            return new Fault.CutReply(0, coin);
        }
        if ((left -= rates.cutAmid()) < 0) {
            int bytes = 1 + chance.nextInt(BYTES_AMID_MAX);
            return coin ? new Fault.CutRequest(bytes, false) : new Fault.CutReply(bytes, false);
        }
        if ((left -= rates.replay()) < 0) {
            return new Fault.ExecuteLate(chance.nextInt(REQUESTS_LATER_MAX));
        }
        if ((left -= rates.swallow()) < 0) {
            return coin ? new Fault.SwallowRequest() : new Fault.SwallowReply();
        }
        if ((left -= rates.delay()) < 0) {
            return new Fault.Delay(upTo(rates.delayMax()), upTo(rates.delayMax()));
        }
        if (left - rates.stall() < 0) {
            Duration least = rates.stallMax().dividedBy(4);
            return new Fault.Stall(least.plus(upTo(rates.stallMax().minus(least))), coin);
        }
        return Fault.NONE;
    }

    private Duration upTo(Duration max) {
        return Duration.ofNanos(chance.nextLong(max.toNanos() + 1));
    }
}
