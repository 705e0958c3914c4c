package dev.latchkey.server.talk;

import dev.latchkey.core.SipHash;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.seams.ManualTime;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.access.LoginThrottle;
import dev.latchkey.server.access.Logins;
import dev.latchkey.server.follow.FollowRouters;
import dev.latchkey.server.stats.CommandStats;
import dev.latchkey.server.verbs.Handlers;
import dev.latchkey.wire.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A conversation without a socket: requests arrive immediately, and replies can be read immediately. */
public final class Talk implements Conversation.Line {

    public static final StoreId STORE_ID = StoreId.parse("00112233445566778899aabbccddeeff");
    public static final SipHash HASH = new SipHash(1, 2);
    public static final String PASSWORD = "open sesame";
    static final long CLIENT_ID = 7;

    final ManualTime time = new ManualTime();
    final CommandStats stats = new CommandStats();
    /** All conversations are on one thread. */
    private static final Executor HOME = Runnable::run;

    final List<String> nonRespClients = new ArrayList<>();
    public final Conversation conversation;

    private final ByteBuf input = Unpooled.buffer();
    private final ByteBuf output = Unpooled.buffer();
    final Queue<Runnable> turns = new ArrayDeque<>();
    boolean hasRoom = true;
    public boolean hungUp;
    int wakes;
    int flushes;
    long expiresAfter = -1;

    @Nullable
    String dropped;

    Talk(Engine engine, Credentials credentials, Limits limits) {
        this(engine, handlers(engine, credentials), limits, LoginThrottle.OPEN);
    }

    private static Handlers handlers(Engine engine, Credentials credentials) {
        return new Handlers(Logins.of(credentials), engine::storeId, names -> "info of " + names, chance());
    }

    private Talk(Engine engine, Handlers handlers, Limits limits, LoginThrottle.Gate passwords) {
        this(engine, new FollowRouters(engine, limits.output().followBytesMax()), handlers, limits, passwords);
    }

    private Talk(Engine engine, FollowRouters routers, Handlers handlers, Limits limits, LoginThrottle.Gate passwords) {
        conversation = new Conversation(
                this,
                engine,
                routers,
                handlers,
                limits,
                time,
                stats,
                handlers.newClient(CLIENT_ID, "test", passwords),
                nonRespClients::add);
    }

    /** Draws the ids of sessions: not secure, but always the same. */
    public static RandomGenerator chance() {
        return SystemChance.seeded(1);
    }

    public static Talk open() {
        return new Talk(memory(), Credentials.NONE, Limits.STANDARD);
    }

    public static Talk withPassword() {
        return new Talk(memory(), Credentials.of(Resp.bytes(PASSWORD)), Limits.STANDARD);
    }

    static Talk withPassword(LoginThrottle.Gate passwords) {
        Engine engine = memory();
        return new Talk(engine, handlers(engine, Credentials.of(Resp.bytes(PASSWORD))), Limits.STANDARD, passwords);
    }

    public static Talk withHandlers(Engine engine, Handlers handlers) {
        return new Talk(engine, handlers, Limits.STANDARD, LoginThrottle.OPEN);
    }

    /** A conversation of a server that has others on the same thread. */
    static Talk withRouters(Engine engine, FollowRouters routers) {
        return new Talk(engine, routers, handlers(engine, Credentials.NONE), Limits.STANDARD, LoginThrottle.OPEN);
    }

    public static Talk withEngine(Engine engine) {
        return new Talk(engine, Credentials.NONE, Limits.STANDARD);
    }

    public static MemoryEngine memory() {
        return MemoryEngine.withMemoryLimit(1L << 30, STORE_ID, HASH);
    }

    /** Sends bytes and returns the output since the last call. */
    public String say(String text) {
        send(text);
        return heard();
    }

    /** Sends bytes, and leaves the turns that they cause to the test. */
    void send(String text) {
        byte[] bytes = Resp.bytes(text);
        input.writeBytes(bytes);
        conversation.read(input, bytes.length);
        input.discardReadBytes();
    }

    /** Sends one request and returns its reply. */
    public String ask(String... words) {
        return say(Resp.request(words));
    }

    /** Takes all turns and returns the output since the last call. */
    public String heard() {
        while (!turns.isEmpty()) {
            turns.remove().run();
        }
        return written();
    }

    /** The output since the last call. */
    String written() {
        String text = output.toString(StandardCharsets.ISO_8859_1);
        output.clear();
        return text;
    }

    /** The number of bytes that were sent and not parsed yet. */
    public int untaken() {
        return input.readableBytes();
    }

    @Override
    public ByteBuf output() {
        return output;
    }

    @Override
    public boolean hasRoom() {
        return hasRoom;
    }

    @Override
    public void flushIfFull() {
        flushes++;
    }

    @Override
    public void drop(String reason) {
        dropped = reason;
        conversation.abandon();
    }

    @Override
    public void wake() {
        wakes++;
        if (conversation.hasRoom() && input.isReadable()) {
            conversation.read(input, 0);
        }
    }

    @Override
    public void fail(Throwable cause) {
        throw new AssertionError("a reply could not be written", cause);
    }

    @Override
    public Executor home() {
        return HOME;
    }

    /** Turns are taken when the output is read. */
    @Override
    public void requestTurn(Runnable turn, boolean begun) {
        turns.add(turn);
    }

    @Override
    public void expireAfter(long nanos) {
        expiresAfter = nanos;
    }

    @Override
    public void hangUp() {
        hungUp = true;
    }
}
