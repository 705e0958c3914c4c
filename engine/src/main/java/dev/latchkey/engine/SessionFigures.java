package dev.latchkey.engine;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * The sessions of a store, for INFO.
 *
 * @param sessions the number of open sessions
 * @param ownedKeys the number of keys that sessions own
 * @param recordedReplies the number of replies that sessions keep for retries
 * @param bytes about how much memory sessions, owned keys and recorded replies take in addition to the keys
 * @param opened the number of sessions opened since startup
 * @param expired the number of sessions ended since startup because their time to live had passed
 * @param closed the number of sessions closed by clients since startup
 * @param nextExpiryMillis the least time until a session expires; empty if there is none
 * @param pauses the time that did not count for sessions since startup, because the process was suspended or the disk did not respond
 */
public record SessionFigures(
        int sessions,
        int ownedKeys,
        long recordedReplies,
        long bytes,
        long opened,
        long expired,
        long closed,
        OptionalLong nextExpiryMillis,
        Duration pauses) {

    /** The figures of a store that has no sessions. */
    public static final SessionFigures NONE =
            new SessionFigures(0, 0, 0, 0, 0, 0, 0, OptionalLong.empty(), Duration.ZERO);
}
