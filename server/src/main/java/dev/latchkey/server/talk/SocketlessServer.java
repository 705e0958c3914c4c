package dev.latchkey.server.talk;

import dev.latchkey.engine.Engine;
import dev.latchkey.seams.Time;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.access.LoginThrottle;
import dev.latchkey.server.access.Logins;
import dev.latchkey.server.follow.FollowRouters;
import dev.latchkey.server.stats.CommandStats;
import dev.latchkey.server.verbs.Handlers;
import dev.latchkey.wire.Limits;
import java.util.random.RandomGenerator;

/**
 * A server without sockets: conversations on one engine, whose bytes the caller carries. It replies as a {@code Node} without a password
 * does, except to INFO, which reports nothing.
 *
 * <p>Not thread-safe: the server and all its conversations are used on one thread.
 */
public final class SocketlessServer {

    private final Engine engine;
    private final Limits limits;
    private final Time time;
    private final Handlers handlers;
    private final FollowRouters routers;
    private final CommandStats stats = new CommandStats();
    private long clients;

    /**
     * Creates a server on {@code engine}, which it does not close.
     *
     * @param chance draws the ids of sessions
     */
    public SocketlessServer(Engine engine, Limits limits, Time time, RandomGenerator chance) {
        this.engine = engine;
        this.limits = limits;
        this.time = time;
        this.routers = new FollowRouters(engine, limits.output().followBytesMax());
        this.handlers = new Handlers(Logins.of(Credentials.NONE), engine::storeId, sections -> "", chance);
    }

    /** Starts the conversation of one more client, over {@code line}. */
    public Conversation converse(Conversation.Line line) {
        return new Conversation(
                line,
                engine,
                routers,
                handlers,
                limits,
                time,
                stats,
                handlers.newClient(++clients, "", LoginThrottle.OPEN),
                speaks -> {});
    }
}
