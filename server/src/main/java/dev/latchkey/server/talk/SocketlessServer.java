package dev.latchkey.server.talk;

import dev.latchkey.engine.Engine;
import dev.latchkey.seams.Time;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.stats.CommandStats;
import dev.latchkey.server.verbs.ConnectionVerbs;
import dev.latchkey.wire.Limits;

/**
 * The server without its sockets: conversations on one engine, whose bytes the caller carries. What it answers is what a {@code
 * Node} without a password answers, but for INFO, which has nothing to tell of a process that is not there.
 *
 * <p>For use by one thread, which is also that of all its conversations.
 */
public final class SocketlessServer {

    private final Engine engine;
    private final Limits limits;
    private final Time time;
    private final ConnectionVerbs introductions;
    private final CommandStats stats = new CommandStats();
    private long clients;

    /** A server that begins at once. The engine stays the caller's. */
    public SocketlessServer(Engine engine, Limits limits, Time time) {
        this.engine = engine;
        this.limits = limits;
        this.time = time;
        this.introductions = new ConnectionVerbs(Credentials.NONE, engine::storeId, sections -> "");
    }

    /** The talk of one more client, over {@code line}. */
    public Conversation converse(Conversation.Line line) {
        return new Conversation(
                line, engine, introductions, limits, time, stats, introductions.newClient(++clients), speaks -> {});
    }
}
