package dev.latchkey.server;

import dev.latchkey.log.DiskSpace;
import dev.latchkey.log.Log;
import dev.latchkey.log.NoRoomException;
import dev.latchkey.wire.Time;
import java.time.Duration;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the disk has room. When it has none, the reserve of the log is given up, for deletes and a snapshot; puts are taken
 * again when the disk has room for the reserve. For the writer; {@link #isFull} and {@link #reserveHeld} for any thread.
 */
final class DiskRoom {

    private static final Logger LOG = LoggerFactory.getLogger(DiskRoom.class);

    /** With so much used, in percent, somebody should know. */
    private static final int[] LEVELS = {80, 90, 95};

    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    /** Trying means to write the whole reserve. */
    private static final Duration TRY_EVERY = Duration.ofSeconds(1);

    private final Log log;
    private final Time time;
    private final boolean keepsReserve;
    private volatile boolean full;
    private volatile boolean reserveHeld;
    private long tryAt;
    private long lookAt;
    private int level;

    DiskRoom(Log log, Time time, boolean keepsReserve) {
        this.log = log;
        this.time = time;
        this.keepsReserve = keepsReserve;
        this.reserveHeld = log.reserveHeld();
        this.lookAt = time.nanos();
    }

    boolean isFull() {
        return full;
    }

    boolean reserveHeld() {
        return reserveHeld;
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
            LOG.warn(
                    "the disk of the data is {} % full, {} bytes are free: when it is full, puts are refused",
                    space.usedPercent(), space.free());
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

    /** Something may have made room: the next try need not wait. */
    void mayHaveCome() {
        tryAt = time.nanos();
    }

    /** Looks now and then whether there is room again; false if not, or if it did not look. */
    boolean heals() {
        long now = time.nanos();
        if (now - tryAt < 0) {
            return false;
        }
        tryAt = now + TRY_EVERY.toNanos();
        if (keepsReserve && !log.holdReserve()) {
            return false;
        }
        reserveHeld = keepsReserve;
        full = false;
        LOG.warn("the disk has room again: puts are taken");
        return true;
    }
}
