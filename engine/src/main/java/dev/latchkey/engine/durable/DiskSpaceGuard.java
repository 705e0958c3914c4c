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
 * Whether the disk has room. When it has none, the reserve of the log is given up, for deletes and a snapshot; puts are taken
 * again when the disk has room for the reserve. For the writer; {@link #isFull} and {@link #reserveHeld} for any thread.
 */
final class DiskSpaceGuard {

    private static final Logger LOG = LoggerFactory.getLogger(DiskSpaceGuard.class);

    /** With so much used, in percent, somebody should know. */
    private static final int[] LEVELS = {80, 90, 95};

    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    /** So much must be free beside what is asked for: the reserve that was given up is no room that has come. */
    private static final long SPARE_BYTES = 4L << 20;

    /** Trying means to write the whole reserve. */
    private static final Duration TRY_EVERY = Duration.ofSeconds(1);

    private final Log log;
    private final Time time;
    private final long reserveBytes;
    private final Consumer<String> fillsUp;
    private volatile boolean full;
    private volatile boolean reserveHeld;
    private long tryAt;
    private long lookAt;
    private int level;

    DiskSpaceGuard(Log log, Time time, long reserveBytes) {
        this(log, time, reserveBytes, LOG::warn);
    }

    /** @param fillsUp takes the line that says so when the disk fills up */
    DiskSpaceGuard(Log log, Time time, long reserveBytes, Consumer<String> fillsUp) {
        this.log = log;
        this.time = time;
        this.reserveBytes = reserveBytes;
        this.fillsUp = fillsUp;
        this.reserveHeld = log.reserveHeld();
        this.lookAt = time.nanos();
        this.tryAt = lookAt;
    }

    boolean isFull() {
        return full;
    }

    /** Whether there is room for deletes, if any is to be kept. */
    boolean reserveHeld() {
        return reserveHeld || reserveBytes == 0;
    }

    /** Says so, once for each level, when the disk fills up. Looks now and then only. */
    void look() {
        long now = time.nanos();
        if (now - lookAt < 0) {
            return;
        }
        lookAt = now + LOOK_EVERY.toNanos();
        DiskSpace space = log.space();
        int reached = (int) Arrays.stream(LEVELS)
                .filter(limit -> space.usedPercent() >= limit)
                .count();
        if (reached > level) {
            fillsUp.accept("the disk of the data is " + space.usedPercent() + " % full, " + space.free()
                    + " bytes are free: when it is full, puts are refused");
        }
        level = reached;
    }

    /** The disk was found to be full. */
    void isGone(NoRoomException reason) {
        if (!full) {
            LOG.error("the disk is full: puts are refused, reads and deletes go on ({})", reason.getMessage());
        }
        full = true;
        tryAt = time.nanos() + TRY_EVERY.toNanos();
        if (log.reserveHeld()) {
            log.releaseReserve();
            reserveHeld = false;
        }
    }

    /** Whether so many bytes may be written besides what is kept for deletes; true if the disk cannot say. */
    boolean mayHave(long bytes) {
        DiskSpace space = log.space();
        return space.total() <= 0 || space.free() - SPARE_BYTES > bytes;
    }

    /** Takes the reserve if it is missing, because a start found no room for it; looks now and then only. */
    void takeReserve() {
        long now = time.nanos();
        if (reserveBytes > 0 && now - tryAt >= 0) {
            tryAt = now + TRY_EVERY.toNanos();
            reserveHeld = mayHave(reserveBytes) && log.holdReserve();
        }
    }

    /** Looks now and then whether there is room again; false if not, or if it did not look. */
    boolean heals() {
        long now = time.nanos();
        if (now - tryAt < 0) {
            return false;
        }
        tryAt = now + TRY_EVERY.toNanos();
        if (!mayHave(reserveBytes) || (reserveBytes > 0 && !log.holdReserve())) {
            return false;
        }
        reserveHeld = reserveBytes > 0;
        full = false;
        LOG.warn("the disk has room again: puts are taken");
        return true;
    }
}
