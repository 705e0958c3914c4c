package dev.latchkey.client.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class NettyLoopTest {

    private final EventLoopGroup group = EventLoops.newGroup("test");
    private final NettyLoop loop = new NettyLoop(group.next());

    private void stop() {
        loop.end();
        assertThat(group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(20, TimeUnit.SECONDS))
                .isTrue();
    }

    @AfterEach
    void stopGroup() {
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Test
    void loopThatEndsRunsItsAlarmsAndTheStepsTheyAdd() {
        CountDownLatch ran = new CountDownLatch(1);
        loop.schedule(TimeUnit.HOURS.toNanos(1), () -> loop.execute(() -> loop.execute(ran::countDown)));
        stop();
        assertThat(ran.getCount()).isZero();
    }

    @Test
    void cancelledAlarmDoesNotRunWhenTheLoopEnds() {
        AtomicInteger runs = new AtomicInteger();
        loop.schedule(TimeUnit.HOURS.toNanos(1), runs::incrementAndGet).cancel();
        stop();
        assertThat(runs).hasValue(0);
    }

    @Test
    void alarmThatRanDoesNotRunAgainWhenTheLoopEnds() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch rang = new CountDownLatch(1);
        loop.schedule(1, () -> {
            runs.incrementAndGet();
            rang.countDown();
        });
        assertThat(rang.await(20, TimeUnit.SECONDS)).isTrue();
        stop();
        assertThat(runs).hasValue(1);
    }
}
