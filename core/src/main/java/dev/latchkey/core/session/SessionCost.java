package dev.latchkey.core.session;

/**
 * The estimated memory of sessions. Measured with compressed references are 140 bytes for an idle session and 110 for its deadline in
 * the engine, 76 for a recorded reply, and 160 for an owned key in addition to its bytes.
 *
 * @param extraBytes what each session, record and owned key takes in addition, if the JVM needs more for an object
 */
public record SessionCost(int extraBytes) {

    private static final int SESSION_BYTES = 272;
    private static final int RECORD_BYTES = 80;
    private static final int CANCELLATIONS_BYTES = 176;
    private static final int OWNED_KEY_BYTES = 160;

    /** Returns the memory of so many sessions without records and keys. */
    long ofSessions(int sessions) {
        return (long) (SESSION_BYTES + extraBytes) * sessions;
    }

    /** Returns the memory of so many recorded replies. */
    long ofRecords(long records) {
        return (RECORD_BYTES + extraBytes) * records;
    }

    /** Returns the memory of so many sessions' cancelled steps. */
    long ofCancellations(int sessions) {
        return (long) (CANCELLATIONS_BYTES + extraBytes) * sessions;
    }

    /** Returns the memory of so many owned keys, which have so many bytes. */
    long ofOwnedKeys(int keys, long keyBytes) {
        return (long) (OWNED_KEY_BYTES + extraBytes) * keys + keyBytes;
    }

    /** Returns by how much the growth of one write can exceed what its payload says. */
    public long extraBytesMax() {
        return 3L * extraBytes;
    }
}
