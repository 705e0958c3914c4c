package dev.latchkey.client.request;

import dev.latchkey.core.SessionId;
import dev.latchkey.core.StoreId;

/**
 * The id of one write, by which any process can query its outcome later. Knowing the id of a request is enough to prevent it, so treat
 * it like a password.
 *
 * @param store the store that the write is for
 * @param session the session that records the reply
 * @param seq the number of the write in the session, 1 or more
 */
public record RequestId(StoreId store, SessionId session, long seq) {

    private static final String SEPARATOR = "-";
    private static final int PARTS = 3;

    public RequestId {
        requireSeq(seq, String.valueOf(seq));
    }

    /**
     * Parses the output of {@link #toString}.
     *
     * @throws IllegalArgumentException if {@code text} is not a request id
     */
    public static RequestId parse(String text) {
        String[] parts = text.split(SEPARATOR, -1);
        if (parts.length != PARTS) {
            throw new IllegalArgumentException("'" + text + "' is not a request id: store-session-seq");
        }
        return new RequestId(StoreId.parse(parts[0]), SessionId.parse(parts[1]), seq(parts[2]));
    }

    private static long seq(String digits) {
        try {
            return requireSeq(Long.parseLong(digits), digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("seq '" + digits + "' of a request id is not a number", e);
        }
    }

    private static long requireSeq(long seq, String digits) {
        if (seq < 1 || !digits.equals(String.valueOf(seq))) {
            throw new IllegalArgumentException("seq '" + digits + "' of a request id is not a decimal number from 1");
        }
        return seq;
    }

    /** Returns the text form, to be stored: store, session and seq. */
    @Override
    public String toString() {
        return store + SEPARATOR + session + SEPARATOR + seq;
    }
}
