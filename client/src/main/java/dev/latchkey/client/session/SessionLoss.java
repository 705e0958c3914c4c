package dev.latchkey.client.session;

/** Why a session is over. {@code toString} returns it as a phrase for messages and logs. */
public enum SessionLoss {
    /** The server has no such session any more: its time to live passed without a KEEP, or another client closed it. */
    EXPIRED("the session has ended: the server received no KEEP within its time to live"),
    /** This client closed it. */
    CLOSED("the session was closed"),
    /** The server has a different store, in which the session does not exist. */
    STORE_CHANGED("the server has a different store, without the session"),
    /** No KEEP was answered for so long that the server may have ended it. Only for sessions that end with their lease. */
    UNREACHABLE("no server answered a KEEP for so long that the session may have ended");

    private final String phrase;

    SessionLoss(String phrase) {
        this.phrase = phrase;
    }

    @Override
    public String toString() {
        return phrase;
    }
}
