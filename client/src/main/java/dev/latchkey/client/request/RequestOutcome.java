package dev.latchkey.client.request;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.Version;
import java.util.Optional;

/** What became of a request. Every outcome is final: a later query returns the same one, or {@link Gone}. */
@CheckReturnValue
public sealed interface RequestOutcome {

    /** The write took effect and produced {@code version}; for a transaction, the version that its last write produced. */
    record Done(Version version) implements RequestOutcome {}

    /**
     * The server executed the request and refused the write, which definitely did not take effect.
     *
     * @param error the error: ERRVERSION, ERRNOKEY or ERRGUARD, or another code followed by a sentence
     * @param current the current version at that time, of the key or of the key of the guard, if the error has one
     */
    record Refused(String error, Optional<Version> current) implements RequestOutcome {}

    /** The write did not take effect and never will: the query has cancelled it, or an earlier one did. */
    record Cancelled() implements RequestOutcome {}

    /**
     * The outcome is unknown, and remains so: the server no longer has a record of the request. Its session has ended, the request was
     * forgotten, the server has a different store, or the session belongs to another user. If the session has ended, the write cannot
     * take effect any more.
     */
    record Gone(String why) implements RequestOutcome {}
}
