package dev.latchkey.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.StateLimits;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.durable.DurableEngine;
import dev.latchkey.engine.durable.DurableOptions;
import dev.latchkey.engine.durable.SteppedStore;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.engine.state.TestStore;
import dev.latchkey.log.sim.InMemoryDisk;
import dev.latchkey.seams.SystemTime;
import java.util.ArrayList;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread that ends sessions while no command arrives. */
@Timeout(60)
class ExpiryTimerTest {

    @Test
    void theTimerChecksWhenItIsWokenAndNotAfterItIsClosed() throws InterruptedException {
        CountDownLatch checked = new CountDownLatch(1);
        AtomicReference<OptionalLong> next = new AtomicReference<>(OptionalLong.empty());
        ExpiryTimer timer = new ExpiryTimer(
                next::get,
                () -> {
                    next.set(OptionalLong.empty());
                    checked.countDown();
                },
                SystemTime.INSTANCE);
        timer.start();
        assertThat(checked.getCount()).isEqualTo(1);
        next.set(OptionalLong.of(SystemTime.INSTANCE.nanos()));
        timer.wake();
        assertThat(checked.await(30, TimeUnit.SECONDS)).isTrue();
        timer.close();
        timer.close();
    }

    /** No command arrives after the session was opened: only the figures are read. */
    private static void endsSessionAlone(Engine engine) throws InterruptedException {
        CountDownLatch opened = new CountDownLatch(1);
        AtomicReference<Reply> reply = new AtomicReference<>();
        Command open = new Command.OpenSession(new SessionId(1, 2), 5, "ann");
        engine.submit(
                open,
                Asker.of(
                        Runnable::run,
                        answer -> {
                            reply.set(answer);
                            opened.countDown();
                        },
                        lost -> {}));
        assertThat(opened.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(reply.get()).isInstanceOf(Reply.Opened.class);
        while (engine.sessions().expired() == 0) {
            Thread.onSpinWait();
        }
        assertThat(engine.sessions().sessions()).isZero();
    }

    @Test
    void theInMemoryEngineEndsSessionsAlone() throws InterruptedException {
        try (MemoryEngine engine =
                new MemoryEngine(TestStore.STORE_ID, StateLimits.STANDARD, 1 << 20, TestStore.HASH)) {
            engine.start();
            endsSessionAlone(engine);
        }
    }

    @Test
    void theDurableEngineEndsSessionsAlone() throws InterruptedException {
        try (DurableEngine engine = DurableEngine.open(
                new InMemoryDisk(),
                DurableOptions.withMemoryLimit(1 << 20),
                new SplittableRandom(1),
                SystemTime.INSTANCE,
                SteppedStore.recording(new ArrayList<>()))) {
            engine.start();
            endsSessionAlone(engine);
        }
    }
}
