package dev.latchkey.server.users;

/**
 * The limits of one user, over all connections together. {@link #NONE_SET} for each that the users file does not set; the limits of the
 * server apply in any case.
 *
 * @param connections the maximum number of connections
 * @param sessions the maximum number of open sessions
 * @param follows the maximum number of follows
 * @param bytes the maximum memory of requests and replies that are queued or in part transferred
 */
public record UserLimits(long connections, long sessions, long follows, long bytes) {

    /** A limit that is not set. */
    static final long NONE_SET = Long.MAX_VALUE;

    /** No limits. */
    static final UserLimits NONE = new UserLimits(NONE_SET, NONE_SET, NONE_SET, NONE_SET);

    boolean limitsBytes() {
        return bytes != NONE_SET;
    }
}
