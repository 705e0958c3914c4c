package dev.latchkey.server;

import dev.latchkey.wire.Limits;
import dev.latchkey.wire.Time;

/**
 * The server without its sockets: conversations on one engine, whose bytes the caller carries. What it answers is what a {@link
 * Node} without a password answers, but for INFO, which has nothing to tell of a process that is not there.
 *
 * <p>For use by one thread, which is also that of all its conversations.
 */
public final class SocketlessServer {

    private final Engine engine;
    private final Limits limits;
    private final Time time;
    private final Introductions introductions;
    private final CommandStats stats = new CommandStats();
    private long clients;

    /** A server that begins at once. The engine stays the caller's. */
    public SocketlessServer(Engine engine, Limits limits, Time time) {
        this.engine = engine;
        this.limits = limits;
        this.time = time;
        this.introductions = new Introductions(Credentials.NONE, engine.storeId(), sections -> "");
    }

    /** The talk of one more client, over {@code line}. */
    public Conversation converse(Conversation.Line line) {
        return new Conversation(
                line, engine, introductions, limits, time, stats, introductions.newClient(++clients), speaks -> {});
    }
}
