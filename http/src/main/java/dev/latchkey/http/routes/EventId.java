package dev.latchkey.http.routes;

import dev.latchkey.core.StoreId;
import dev.latchkey.http.message.Digits;
import dev.latchkey.http.message.ProblemException;

/** The position of a follow, as server-sent events carry it in their ids: the store id, a colon, and the revision. */
record EventId(StoreId store, long revision) {

    private static final String GAP = "gap:";

    /** Returns whether {@code text} is the id of the event {@code gap}, after which a client must not reconnect. */
    static boolean isGap(String text) {
        return text.startsWith(GAP);
    }

    /** Returns the id of the event {@code gap}. */
    static String ofGap(long oldest) {
        return GAP + oldest;
    }

    /**
     * Parses the id of an event, or a revision of {@code store}.
     *
     * @throws ProblemException if it is neither
     */
    static EventId parse(String text, StoreId store) {
        int colon = text.indexOf(':');
        long revision = Digits.parseOrNegative(text.substring(colon + 1));
        if (revision < 0) {
            throw FollowRoutes.notAPosition();
        }
        try {
            return new EventId(colon < 0 ? store : StoreId.parse(text.substring(0, colon)), revision);
        } catch (IllegalArgumentException e) {
            throw FollowRoutes.notAPosition();
        }
    }

    @Override
    public String toString() {
        return store + ":" + revision;
    }
}
