package dev.latchkey.core.session;

/**
 * The bounds of sessions. They are part of the format, because replies depend on them; other values than {@link #STANDARD} are for
 * tests.
 *
 * @param sessionsMax the maximum number of sessions
 * @param ownedKeysMax the maximum number of keys that a session owns
 * @param recordBytesMax the maximum number of bytes of recorded replies of a session, as encoded
 */
public record SessionLimits(int sessionsMax, int ownedKeysMax, int recordBytesMax) {

    /** The bounds of every store. */
    public static final SessionLimits STANDARD = new SessionLimits(1_000_000, 10_000, 1 << 20);
}
