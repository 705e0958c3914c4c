package dev.latchkey.engine;

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
 */
public record SessionFigures(
        int sessions, int ownedKeys, long recordedReplies, long bytes, long opened, long expired, long closed) {

    /** The figures of a store that has no sessions. */
    public static final SessionFigures NONE = new SessionFigures(0, 0, 0, 0, 0, 0, 0);
}
