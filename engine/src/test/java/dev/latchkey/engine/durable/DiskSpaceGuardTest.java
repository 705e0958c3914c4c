package dev.latchkey.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.SipHash;
import dev.latchkey.engine.recovery.StoreReplay;
import dev.latchkey.engine.state.HeapGuard;
import dev.latchkey.log.Log;
import dev.latchkey.log.disk.DiskSpace;
import dev.latchkey.log.sim.InMemoryDisk;
import dev.latchkey.seams.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** DISK-01: a warning is logged before the disk is full. */
final class DiskSpaceGuardTest {

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();
    private final List<String> lines = new ArrayList<>();
    private DiskSpace space = new DiskSpace(1_000, 1_000);
    private final Log log = Log.open(
            WatchedDisk.of(new InMemoryDisk(), (call, itself) -> call.equals("space") ? space : itself.run()),
            SteppedStore.SMALL,
            new SplittableRandom(1),
            new StoreReplay(new SipHash(1, 2), SteppedStore.recording(new ArrayList<>()), HeapGuard.UNLIMITED));
    private final DiskSpaceGuard guard = new DiskSpaceGuard(log, time, SteppedStore.SMALL.reserveBytes(), lines::add);

    @AfterEach
    void close() {
        log.close();
    }

    private List<String> warningsWith(long free) {
        lines.clear();
        space = new DiskSpace(free, 1_000);
        time.pass(CHECK_INTERVAL);
        guard.warnIfFillingUp();
        guard.warnIfFillingUp();
        return List.copyOf(lines);
    }

    private static String line(int percent, long free) {
        return "the data disk is " + percent + " % full with " + free
                + " bytes free; puts will be refused when it is full";
    }

    @Test
    void diskThatFillsUpIsWarnedAboutOnceAtEachLevel() {
        assertThat(warningsWith(201)).isEmpty();
        assertThat(warningsWith(200)).containsExactly(line(80, 200));
        assertThat(warningsWith(150)).isEmpty();
        assertThat(warningsWith(101)).isEmpty();
        assertThat(warningsWith(100)).containsExactly(line(90, 100));
        assertThat(warningsWith(51)).isEmpty();
        assertThat(warningsWith(50)).containsExactly(line(95, 50));
        assertThat(warningsWith(0)).isEmpty();
    }

    @Test
    void levelsThatWerePassedInOneStepAreOneLine() {
        assertThat(warningsWith(10)).containsExactly(line(99, 10));
    }

    @Test
    void levelThatIsReachedAgainIsWarnedAboutAgain() {
        assertThat(warningsWith(100)).hasSize(1);
        assertThat(warningsWith(500)).isEmpty();
        assertThat(warningsWith(150)).containsExactly(line(85, 150));
        assertThat(warningsWith(100)).containsExactly(line(90, 100));
    }

    @Test
    void diskIsCheckedEveryTenSecondsOnly() {
        warningsWith(500);
        space = new DiskSpace(0, 1_000);
        time.pass(CHECK_INTERVAL.minusNanos(1));
        guard.warnIfFillingUp();
        assertThat(lines).isEmpty();
        time.pass(Duration.ofNanos(1));
        guard.warnIfFillingUp();
        assertThat(lines).hasSize(1);
    }

    @Test
    void diskThatReportsNoSizeIsNotFull() {
        space = new DiskSpace(0, 0);
        time.pass(CHECK_INTERVAL);
        guard.warnIfFillingUp();
        assertThat(lines).isEmpty();
    }
}
