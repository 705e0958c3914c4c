package dev.latchkey.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Knows every buffer that Netty has given out and not got back: takes the place of Netty's leak detector, which would only
 * guess after a garbage collection. A test class that leaves a buffer behind fails. Registered for all of them.
 */
public final class BufferLedger implements BeforeAllCallback, AfterAllCallback {

    private static final Set<Tracker<?>> LIVE = ConcurrentHashMap.newKeySet();

    /** Where a buffer came from is costly to note and of use only when one is missing: say -Dledger.traces=true then. */
    private static final boolean TRACES = Boolean.getBoolean("ledger.traces");

    private static final AtomicInteger EVER = new AtomicInteger();

    static {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
    }

    /** The buffers that are given out. */
    static int buffers() {
        return LIVE.size();
    }

    /** What they can hold. */
    static long bytes() {
        return LIVE.stream()
                .mapToLong(tracker -> tracker.tracked instanceof ByteBuf buffer ? buffer.capacity() : 0)
                .sum();
    }

    /** The buffers that were ever given out: not zero, or nothing is watched. */
    static int ever() {
        return EVER.get();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        LIVE.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (!Await.holds(LIVE::isEmpty)) {
            AssertionError leak = new AssertionError(LIVE.size()
                    + " buffers were never released; -DargLine=-Dledger.traces=true tells where they came from");
            LIVE.stream()
                    .limit(3)
                    .map(tracker -> tracker.origin)
                    .filter(Objects::nonNull)
                    .forEach(leak::addSuppressed);
            throw leak;
        }
    }

    private static final class Factory extends ResourceLeakDetectorFactory {

        @Override
        @SuppressWarnings("deprecation") // the factory has no other method to make one
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval, long maxActive) {
            return new Detector<>(resource, interval);
        }
    }

    private static final class Detector<T> extends ResourceLeakDetector<T> {

        Detector(Class<T> resource, int interval) {
            super(resource, interval);
        }

        @Override
        public ResourceLeakTracker<T> track(T resource) {
            Tracker<T> tracker = new Tracker<>(resource);
            EVER.incrementAndGet();
            LIVE.add(tracker);
            return tracker;
        }
    }

    private static final class Tracker<T> implements ResourceLeakTracker<T> {

        private final T tracked;
        private final @Nullable Throwable origin;

        Tracker(T tracked) {
            this.tracked = tracked;
            this.origin = TRACES ? new Throwable(tracked.toString()) : null;
        }

        @Override
        public void record() {
            // Why nothing: the place where a buffer was last touched is not needed to know that it is missing.
        }

        @Override
        public void record(@Nullable Object hint) {
            record();
        }

        @Override
        public boolean close(T resource) {
            return LIVE.remove(this);
        }
    }
}
