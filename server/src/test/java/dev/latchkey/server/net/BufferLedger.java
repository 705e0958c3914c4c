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
 * Tracks every buffer that Netty allocated and that was not released. Replaces Netty's leak detector, which only samples and reports after
 * a garbage collection. Registered for all test classes; a class that leaks a buffer fails.
 */
public final class BufferLedger implements BeforeAllCallback, AfterAllCallback {

    private static final Set<Tracker<?>> LIVE = ConcurrentHashMap.newKeySet();

    /** Recording where each buffer was allocated is expensive; enable it with -Dledger.traces=true to find a leak. */
    private static final boolean TRACES = Boolean.getBoolean("ledger.traces");

    private static final AtomicInteger EVER = new AtomicInteger();

    static {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
    }

    /** The buffers that are allocated now. */
    static int buffers() {
        return LIVE.size();
    }

    /** Their total capacity. */
    static long bytes() {
        return LIVE.stream()
                .mapToLong(tracker -> tracker.tracked instanceof ByteBuf buffer ? buffer.capacity() : 0)
                .sum();
    }

    /** The number of buffers allocated so far; zero if the ledger is not active. */
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
        @SuppressWarnings("deprecation") // the factory offers no other method
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
            // Why nothing: the place of the last access is not needed to detect a leak.
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
