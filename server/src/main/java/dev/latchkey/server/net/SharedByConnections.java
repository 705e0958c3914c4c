package dev.latchkey.server.net;

import dev.latchkey.seams.Time;
import dev.latchkey.server.budget.Budgets;
import dev.latchkey.server.budget.RateLimitedLog;
import dev.latchkey.server.budget.UnauthenticatedConnections;
import dev.latchkey.wire.Limits;
import java.util.function.Consumer;

/**
 * What all connections of a node share.
 *
 * @param limits the output limits of each connection
 * @param authenticated the budgets of connections that are authenticated, or need not be
 * @param beforeLogin the budgets of all others
 * @param unauthenticated the connections that the latter are for
 * @param turns the queues of turns
 * @param overdue reports connections that are closed because their client has exceeded a deadline or a limit of its own
 * @param shedding reports connections that are closed because a budget is exceeded
 * @param outOfMemory reports connections that are closed for lack of memory
 */
record SharedByConnections(
        Limits.Output limits,
        Budgets authenticated,
        Budgets beforeLogin,
        UnauthenticatedConnections unauthenticated,
        TurnQueues turns,
        RateLimitedLog overdue,
        RateLimitedLog shedding,
        RateLimitedLog outOfMemory) {

    static SharedByConnections of(
            Limits limits, Time time, Consumer<String> infos, Consumer<String> warnings, Consumer<String> errors) {
        return new SharedByConnections(
                limits.output(),
                Budgets.authenticated(limits),
                Budgets.beforeLogin(limits),
                new UnauthenticatedConnections(),
                new TurnQueues(),
                new RateLimitedLog(time, infos),
                new RateLimitedLog(time, warnings),
                new RateLimitedLog(time, errors));
    }

    /** The memory used for incomplete requests by all connections. */
    long inputBytes() {
        return authenticated.input().bytes() + beforeLogin.input().bytes();
    }

    /** The memory used for replies that clients have not read, of all connections. */
    long outputBytes() {
        return authenticated.output().bytes() + beforeLogin.output().bytes();
    }

    /** The memory used for queued replies of all connections. */
    long queuedBytes() {
        return authenticated.queued().bytes() + beforeLogin.queued().bytes();
    }
}
