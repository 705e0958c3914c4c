package dev.latchkey.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.SipHash;
import dev.latchkey.engine.state.HeapGuard;
import dev.latchkey.log.Log;
import dev.latchkey.log.disk.DiskSpace;
import dev.latchkey.log.sim.ForgetfulDisk;
import dev.latchkey.seams.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** DISK-01: whoever runs a server hears of it before its disk is full. */
final class DiskSpaceGuardTest {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();
    private final List<String> lines = new ArrayList<>();
    private DiskSpace space = new DiskSpace(1_000, 1_000);
    private final Log log = Log.open(
            WatchedDisk.of(new ForgetfulDisk(), (call, itself) -> call.equals("space") ? space : itself.run()),
            SteppedStore.SMALL,
            new SplittableRandom(1),
            new StoreReplay(new SipHash(1, 2), SteppedStore.recording(new ArrayList<>()), HeapGuard.UNLIMITED));
    private final DiskSpaceGuard room = new DiskSpaceGuard(log, time, SteppedStore.SMALL.reserveBytes(), lines::add);

    @AfterEach
    void close() {
        log.close();
    }

    private List<String> saidWith(long free) {
        lines.clear();
        space = new DiskSpace(free, 1_000);
        time.pass(LOOK_EVERY);
        room.look();
        room.look();
        return List.copyOf(lines);
    }

    private static String line(int percent, long free) {
        return "the disk of the data is " + percent + " % full, " + free
                + " bytes are free: when it is full, puts are refused";
    }

    @Test
    void diskThatFillsUpIsToldOfOnceAtEachLevel() {
        assertThat(saidWith(201)).isEmpty();
        assertThat(saidWith(200)).containsExactly(line(80, 200));
        assertThat(saidWith(150)).isEmpty();
        assertThat(saidWith(101)).isEmpty();
        assertThat(saidWith(100)).containsExactly(line(90, 100));
        assertThat(saidWith(51)).isEmpty();
        assertThat(saidWith(50)).containsExactly(line(95, 50));
        assertThat(saidWith(0)).isEmpty();
    }

    @Test
    void levelsThatWerePassedInOneStepAreOneLine() {
        assertThat(saidWith(10)).containsExactly(line(99, 10));
    }

    @Test
    void levelThatIsReachedAgainIsToldOfAgain() {
        assertThat(saidWith(100)).hasSize(1);
        assertThat(saidWith(500)).isEmpty();
        assertThat(saidWith(150)).containsExactly(line(85, 150));
        assertThat(saidWith(100)).containsExactly(line(90, 100));
    }

    @Test
    void diskIsLookedAtNowAndThenOnly() {
        saidWith(500);
        space = new DiskSpace(0, 1_000);
        time.pass(LOOK_EVERY.minusNanos(1));
        room.look();
        assertThat(lines).isEmpty();
        time.pass(Duration.ofNanos(1));
        room.look();
        assertThat(lines).hasSize(1);
    }

    @Test
    void diskThatCannotSayIsNotFull() {
        space = new DiskSpace(0, 0);
        time.pass(LOOK_EVERY);
        room.look();
        assertThat(lines).isEmpty();
    }
}
