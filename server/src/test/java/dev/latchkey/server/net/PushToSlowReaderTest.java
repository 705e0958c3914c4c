package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.seams.ManualTime;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.access.LoginThrottle;
import dev.latchkey.server.access.Logins;
import dev.latchkey.server.budget.ByteBudget;
import dev.latchkey.server.budget.RateLimitedLog;
import dev.latchkey.server.budget.UnauthenticatedConnections;
import dev.latchkey.server.follow.FollowRouters;
import dev.latchkey.server.stats.CommandStats;
import dev.latchkey.server.talk.Conversation;
import dev.latchkey.server.talk.Resp;
import dev.latchkey.server.talk.Talk;
import dev.latchkey.server.talk.WholeFrames;
import dev.latchkey.server.verbs.Handlers;
import dev.latchkey.wire.Limits;
import dev.latchkey.wire.RespValue;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pushes over sockets, by a server that is not a {@link Node} but is made of the same listener, connections and budgets. */
class PushToSlowReaderTest {

    private static final Limits LIMITS = Limits.STANDARD;
    private static final String HELLO = Resp.request("HELLO", "3");
    private static final String FILLER = "x".repeat(1_000);

    private static final long BUDGET_BYTES = 2 << 20;

    /** Of all connections together: less than the limit of one of them. */
    private final ByteBudget outputBudget = new ByteBudget(BUDGET_BYTES);

    private final MemoryEngine engine = Talk.memory();
    private final ManualTime time = new ManualTime();
    private final Handlers handlers =
            new Handlers(Logins.of(Credentials.NONE), () -> Optional.of(Talk.STORE_ID), names -> "", Talk.chance());
    private final EventLoopGroup group = IoTransport.standard().newGroup(1);
    private final ClientConnections connections =
            new ClientConnections(LIMITS.connectionsMax(), new UnauthenticatedConnections(), time);
    private final RateLimitedLog unused = new RateLimitedLog(time, line -> {});
    private final SharedByConnections shared = Shared.with(new ByteBudget(1 << 20), outputBudget, unused);
    private final Queue<Conversation> conversations = new ConcurrentLinkedQueue<>();
    private final Listener listener = new Listener(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            LIMITS.output(),
            IoTransport.standard(),
            group,
            unused,
            this::accept);

    private void accept(Channel channel) {
        connections.add(channel, new ConnectionHandler(shared, this::converse));
    }

    private Conversation converse(Conversation.Line line) {
        Conversation conversation = new Conversation(
                line,
                engine,
                new FollowRouters(engine, LIMITS.output().followBytesMax()),
                handlers,
                LIMITS,
                time,
                new CommandStats(),
                handlers.newClient(connections.nextId(), "", LoginThrottle.OPEN),
                protocol -> {});
        conversations.add(conversation);
        return conversation;
    }

    private Client follower() throws IOException {
        Client client = new Client(listener.localAddress());
        client.say(HELLO);
        assertThat(client.read(4)).isEqualTo("%8\r\n");
        return client;
    }

    private void push(int number) {
        RespValue.Push push = new RespValue.Push(List.of(new RespValue.Int(number), RespValue.Bulk.of(FILLER)));
        group.next().submit(() -> conversations.forEach(one -> one.push(push))).syncUninterruptibly();
    }

    private static String bytes(int number) {
        return ">2\r\n:" + number + "\r\n" + Resp.bulk(FILLER);
    }

    @AfterEach
    void stop() {
        listener.close();
        connections.close(Duration.ZERO);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        engine.close();
    }

    @Test
    void readerThatIsSlowForAWhileGetsWholeFramesInOrder() throws IOException {
        listener.bind();
        try (Client client = follower()) {
            List<String> expected = new ArrayList<>();
            int pushes = 0;
            while (conversations.element().pushBytes() < 1 << 20) {
                push(++pushes);
                expected.add(bytes(pushes));
            }
            assertThat(outputBudget.bytes()).isGreaterThan(1 << 20);
            client.say(Resp.request("ECHO", "last"));
            expected.add(Resp.bulk("last"));
            client.finish();
            String all = client.readToEnd();
            List<String> frames = WholeFrames.of(all.substring(all.indexOf('>')));
            assertThat(frames).isEqualTo(expected);
            Await.until("everything was sent", () -> outputBudget.bytes() == 0);
        }
    }

    @Test
    void slowReadersTogetherDoNotExceedTheBudget() throws IOException {
        listener.bind();
        try (Client first = follower();
                Client second = follower()) {
            int pushes = 0;
            while (connections.openCount() == 2 && pushes < 100_000) {
                push(++pushes);
                assertThat(conversations.stream()
                                .mapToLong(Conversation::pushBytes)
                                .sum())
                        .isLessThan(BUDGET_BYTES + 100_000);
            }
            assertThat(connections.openCount()).isLessThan(2);
        }
        Await.until("both are closed", () -> outputBudget.bytes() == 0);
    }
}
