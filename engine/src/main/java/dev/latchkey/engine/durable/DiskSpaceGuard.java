package dev.latchkey.engine.durable;

import dev.latchkey.log.Log;
import dev.latchkey.log.disk.DiskSpace;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.seams.Time;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks whether the disk is full. When it is, the reserve of the log is released, for deletes and a snapshot; puts are accepted again
 * once the reserve can be allocated again. For the commit leader; {@link #isFull} and {@link #reserveHeld} for any thread.
 */
final class DiskSpaceGuard {

    private static final Logger LOG = LoggerFactory.getLogger(DiskSpaceGuard.class);

    /** Usage in percent at which a warning is logged. */
    private static final int[] LEVELS = {80, 90, 95};

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(10);

    /** Free space required in addition to what is asked for, so that a released reserve is not mistaken for new free space. */
    private static final long SPARE_BYTES = 4L << 20;

    /** Each attempt writes the whole reserve. */
    private static final Duration RECOVERY_INTERVAL = Duration.ofSeconds(1);

    private final Log log;
    private final Time time;
    private final long reserveBytes;
    private final Consumer<String> warning;
    private volatile boolean full;
    private volatile boolean reserveHeld;
    private long recoverAt;
    private long checkAt;
    private int level;

    DiskSpaceGuard(Log log, Time time, long reserveBytes) {
        this(log, time, reserveBytes, LOG::warn);
    }

    /** @param warning takes the line that is logged when the disk fills up */
    DiskSpaceGuard(Log log, Time time, long reserveBytes, Consumer<String> warning) {
        this.log = log;
        this.time = time;
        this.reserveBytes = reserveBytes;
        this.warning = warning;
        this.reserveHeld = log.reserveHeld();
        this.checkAt = time.nanos();
        this.recoverAt = checkAt;
    }

    boolean isFull() {
        return full;
    }

    /** Whether space is reserved for deletes, or none is to be reserved. */
    boolean reserveHeld() {
        return reserveHeld || reserveBytes == 0;
    }

    /** Logs a warning, once for each level, when the disk fills up. Checks at most every 10 s. */
    void warnIfFillingUp() {
        long now = time.nanos();
        if (now - checkAt < 0) {
            return;
        }
        checkAt = now + CHECK_INTERVAL.toNanos();
        DiskSpace space = log.space();
        int reached = (int) Arrays.stream(LEVELS)
                .filter(limit -> space.usedPercent() >= limit)
                .count();
        if (reached > level) {
            warning.accept("the data disk is " + space.usedPercent() + " % full with " + space.free()
                    + " bytes free; puts will be refused when it is full");
        }
        level = reached;
    }

    /** A write failed because the disk is full. */
    void onDiskFull(NoRoomException reason) {
        if (!full) {
            LOG.error("disk full: refusing puts, while reads and deletes continue ({})", reason.getMessage());
        }
        full = true;
        recoverAt = time.nanos() + RECOVERY_INTERVAL.toNanos();
        if (log.reserveHeld()) {
            log.releaseReserve();
            reserveHeld = false;
        }
    }

    /** Whether {@code bytes} can be written in addition to what is reserved for deletes; true if the disk does not report its size. */
    boolean hasFree(long bytes) {
        DiskSpace space = log.space();
        return space.total() <= 0 || space.free() - SPARE_BYTES > bytes;
    }

    /** Allocates the reserve if it is missing because the disk was too full at startup. Tries at most once a second. */
    void restoreReserve() {
        long now = time.nanos();
        if (reserveBytes > 0 && now - recoverAt >= 0) {
            recoverAt = now + RECOVERY_INTERVAL.toNanos();
            reserveHeld = hasFree(reserveBytes) && log.holdReserve();
        }
    }

    /** Accepts puts again if the reserve can be allocated. Tries at most once a second; returns true if it succeeded. */
    boolean tryRecover() {
        long now = time.nanos();
        if (now - recoverAt < 0) {
            return false;
        }
        recoverAt = now + RECOVERY_INTERVAL.toNanos();
        if (!hasFree(reserveBytes) || (reserveBytes > 0 && !log.holdReserve())) {
            return false;
        }
        reserveHeld = reserveBytes > 0;
        full = false;
        LOG.warn("disk space is available again: accepting puts");
        return true;
    }
}
