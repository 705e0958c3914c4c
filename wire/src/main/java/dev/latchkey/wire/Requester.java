package dev.latchkey.wire;

import dev.latchkey.core.SessionId;

/** What a command takes from the connection that requests it, in addition to its arguments. */
public interface Requester {

    /** The user as whom the connection is authenticated, at most 64 bytes of UTF-8. */
    String user();

    /** Draws the id of a new session from a secure source. */
    SessionId newSession();
}
