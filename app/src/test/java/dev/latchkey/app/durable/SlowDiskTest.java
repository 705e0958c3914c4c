package dev.latchkey.app.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.durable.DurableEngine;
import dev.latchkey.engine.durable.DurableOptions;
import dev.latchkey.engine.recovery.StoreListener;
import dev.latchkey.log.disk.DiskFullException;
import dev.latchkey.log.disk.NioDisk;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.seams.Time;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real writer on a real directory, whose disk is slow (DISK-09), full (DISK-01) or fails (DISK-02) on demand. */
@Timeout(60)
final class SlowDiskTest {

    private static final String FSYNC = "before force of segment";
    private static final String WRITE = "before write of segment";

    private final Path directory;
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final AtomicReference<HookedDisk.@Nullable Hook> fault = new AtomicReference<>();

    SlowDiskTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private DurableEngine open(AtomicLong time) {
        HookedDisk disk = HookedDisk.of(NioDisk.at(directory), point -> {
            HookedDisk.Hook now = fault.get();
            if (now != null) {
                now.at(point);
            }
        });
        StoreListener watch = new StoreListener() {
            @Override
            public void recovering(String what, long done, long inAll) {}

            @Override
            public void failed(Throwable reason) {
                failure.complete(reason);
            }
        };
        return DurableEngine.open(
                disk, DurableOptions.withMemoryLimit(1 << 20), new SplittableRandom(3), timeOf(time), watch);
    }

    /** The real clocks, or a monotonic clock that a test sets. */
    private static Time timeOf(AtomicLong nanos) {
        return new Time() {
            @Override
            public long nanos() {
                return nanos.get() == 0 ? SystemTime.INSTANCE.nanos() : nanos.get();
            }

            @Override
            public long wallMillis() {
                return SystemTime.INSTANCE.wallMillis();
            }
        };
    }

    private static CompletableFuture<Reply> ask(DurableEngine engine, Command command) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        engine.submit(
                command,
                Asker.of(
                        Runnable::run,
                        reply::complete,
                        reason -> reply.completeExceptionally(new IllegalStateException(reason))));
        return reply;
    }

    private static Command.Put put(String key, String value, long version) {
        return new Command.Put(Key.of(key), Value.of(value), Version.of(version));
    }

    private static String read(DurableEngine engine, String key) {
        return String.valueOf(engine.tryAnswer(new Command.Get(Key.of(key))));
    }

    private static Reply written(long version) {
        return new Reply.Written(Version.of(version));
    }

    @Test
    void readsContinueDuringAHangingFsyncAndItsWritesAreNotVisible() throws Exception {
        try (DurableEngine engine = open(new AtomicLong())) {
            engine.start();
            assertThat(ask(engine, put("a", "x", 0)).get()).isEqualTo(written(1));
            String before = read(engine, "a");
            CountDownLatch hangs = new CountDownLatch(1);
            CountDownLatch goesOn = new CountDownLatch(1);
            fault.set(hangingFsync(hangs, goesOn));
            CompletableFuture<Reply> second = ask(engine, put("a", "y", 1));
            try {
                assertThat(hangs.await(30, TimeUnit.SECONDS)).isTrue();
                CompletableFuture<Reply> third = ask(engine, put("a", "z", 2));
                assertThat(second).isNotDone();
                assertThat(third).isNotDone();
                assertThat(read(engine, "a")).isEqualTo(before);
                assertThat(engine.keyspace().revision()).isEqualTo(1);
                goesOn.countDown();
                assertThat(second.get()).isEqualTo(written(2));
                assertThat(third.get()).isEqualTo(written(3));
            } finally {
                goesOn.countDown();
            }
        }
    }

    private static HookedDisk.Hook hangingFsync(CountDownLatch hangs, CountDownLatch goesOn) {
        return point -> {
            if (point.equals(FSYNC)) {
                hangs.countDown();
                try {
                    goesOn.await();
                } catch (InterruptedException e) {
                    throw new IOException("interrupted", e);
                }
            }
        };
    }

    @Test
    void failedFsyncIsNeverAcknowledgedAndNeverRetried() throws Exception {
        CompletableFuture<Reply> unknown;
        AtomicLong fsyncs = new AtomicLong();
        try (DurableEngine engine = open(new AtomicLong())) {
            engine.start();
            assertThat(ask(engine, put("a", "x", 0)).get()).isEqualTo(written(1));
            fault.set(point -> {
                if (point.equals(FSYNC) && fsyncs.incrementAndGet() == 1) {
                    throw new IOException("Input/output error");
                }
            });
            unknown = ask(engine, put("a", "y", 1));
            assertThat(failure.get())
                    .isInstanceOf(DiskFailedException.class)
                    .hasMessageContaining("Input/output error");
            assertThat(ask(engine, put("b", "y", 0))).isCompletedExceptionally();
        }
        assertThat(unknown).isCompletedExceptionally();
        assertThat(fsyncs).hasValue(1);
        fault.set(null);
        try (DurableEngine again = open(new AtomicLong())) {
            assertThat(read(again, "a")).as("present or absent").contains("Found");
            assertThat(again.keyspace().revision()).isBetween(1L, 2L);
            assertThat(read(again, "b")).isEqualTo("NoKey[]");
        }
    }

    @Test
    void fullDiskRefusesPutsAllowsDeletesAndRecoversWithoutLoss() throws Exception {
        AtomicLong time = new AtomicLong(1);
        try (DurableEngine engine = open(time)) {
            assertThat(stepped(engine, put("a", "x", 0))).isEqualTo(written(1));
            assertThat(stepped(engine, put("b", "x", 0))).isEqualTo(written(1));
            AtomicLong room = new AtomicLong();
            fault.set(fullUntilTheReserveIsGivenUp(room));
            assertThat(stepped(engine, put("c", "x", 0))).isEqualTo(new Reply.Refused(Reply.Refusal.DISK_FULL));
            assertThat(read(engine, "c")).isEqualTo("NoKey[]");
            assertThat(stepped(engine, new Command.Delete(Key.of("b"), Version.of(1))))
                    .isEqualTo(written(2));
            assertThat(read(engine, "a")).contains("Found");
            fault.set(null);
            time.addAndGet(Duration.ofSeconds(2).toNanos());
            assertThat(stepped(engine, put("d", "x", 0))).isEqualTo(written(1));
        }
        try (DurableEngine again = open(time)) {
            assertThat(again.keyspace().revision()).isEqualTo(4);
            assertThat(read(again, "c")).isEqualTo("NoKey[]");
            assertThat(read(again, "d")).contains("Found");
        }
    }

    private static HookedDisk.Hook fullUntilTheReserveIsGivenUp(AtomicLong room) {
        return point -> {
            room.addAndGet(point.equals("after delete of reserve") ? 1 : 0);
            if (room.get() == 0 && point.equals(WRITE)) {
                throw new DiskFullException("No space left on device");
            }
        };
    }

    private static Reply stepped(DurableEngine engine, Command command) throws Exception {
        CompletableFuture<Reply> reply = ask(engine, command);
        engine.step(Runnable::run);
        return reply.get(0, TimeUnit.SECONDS);
    }
}
