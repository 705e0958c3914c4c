package dev.latchkey.cluster.bytes;

import dev.latchkey.core.SessionId;

/** The request of a client to renew a session, on its way to the leader, which keeps the deadlines. */
public record Renewal(SessionId session, String user) {}
