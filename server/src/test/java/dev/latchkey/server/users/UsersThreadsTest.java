package dev.latchkey.server.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.seams.ManualTime;
import dev.latchkey.seams.SystemChance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.helpers.NOPLogger;

final class UsersThreadsTest {

    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    private Path directory = Path.of("");

    private final AtomicInteger changes = new AtomicInteger();

    private UsersThreads start(Path file) throws Exception {
        Files.writeString(file, "alice none uri:x\n");
        return new UsersThreads(
                LiveUsers.load(file, SystemChance.seeded(1)),
                AuditLog.of(new ManualTime(), line -> {}),
                changes::incrementAndGet,
                NOPLogger.NOP_LOGGER);
    }

    @Test
    void checksRunOneAfterAnotherAndTooManyAreRefused() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1 + UsersThreads.CHECKS_MAX);
        AtomicInteger atOnce = new AtomicInteger();
        List<Integer> most = new ArrayList<>();
        try (UsersThreads threads = start(directory.resolve("users"))) {
            for (int i = 0; i <= UsersThreads.CHECKS_MAX; i++) {
                assertThat(threads.begin(
                                () -> {
                                    running.countDown();
                                    await(release);
                                    most.add(atOnce.incrementAndGet());
                                    atOnce.decrementAndGet();
                                    return LoginVerdict.WRONG;
                                },
                                Runnable::run,
                                verdict -> done.countDown()))
                        .isTrue();
                assertThat(running.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(threads.begin(() -> LoginVerdict.WRONG, Runnable::run, verdict -> {}))
                    .isFalse();
            release.countDown();
            assertThat(done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(most).hasSize(1 + UsersThreads.CHECKS_MAX).containsOnly(1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void changeOfTheFileIsAnnounced() throws Exception {
        Path file = directory.resolve("users");
        try (UsersThreads threads = start(file)) {
            threads.refresh();
            assertThat(changes.get()).isZero();
            Files.writeString(file, "alice none uri:y\n");
            threads.refresh();
            assertThat(changes.get()).isEqualTo(1);
        }
    }
}
