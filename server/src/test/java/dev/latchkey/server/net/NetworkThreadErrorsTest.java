package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.KeyspaceSize;
import dev.latchkey.seams.ManualTime;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.access.LoginThrottle;
import dev.latchkey.server.access.Logins;
import dev.latchkey.server.follow.FollowRouters;
import dev.latchkey.server.stats.CommandStats;
import dev.latchkey.server.talk.Conversation;
import dev.latchkey.server.talk.EngineAround;
import dev.latchkey.server.talk.HeldBackEngine;
import dev.latchkey.server.talk.Resp;
import dev.latchkey.server.talk.Talk;
import dev.latchkey.server.verbs.Handlers;
import dev.latchkey.wire.Limits;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * PROC-07 on the network threads: an error of the JVM closes only the connection on which it occurs, and sends it no wrong reply; each of its
 * commands is executed completely or not at all, and other connections are served as before.
 */
final class NetworkThreadErrorsTest {

    /** Executes commands, and throws an error before or after executing one of them. */
    private static final class StruckEngine extends EngineAround {

        private final int strikes;
        private final boolean behind;
        private final Supplier<Error> error;
        private int commands;

        StruckEngine(Engine store, int strikes, boolean behind, Supplier<Error> error) {
            super(store);
            this.strikes = strikes;
            this.behind = behind;
            this.error = error;
        }

        @Override
        public void submit(Command command, Asker asker) {
            boolean now = ++commands == strikes;
            if (now && !behind) {
                throw error.get();
            }
            Consumer<Reply> answered = reply -> {
                if (now) {
                    throw error.get();
                }
                asker.answered(reply);
            };
            store.submit(command, Asker.of(asker.home(), answered, asker::lost));
        }
    }

    private static Supplier<Error> named(String error) {
        return error.equals("stack") ? StackOverflowError::new : () -> new OutOfMemoryError("Java heap space");
    }

    @ParameterizedTest
    @CsvSource({"memory, true", "memory, false", "stack, true", "stack, false"})
    void errorAmidAPipelineClosesItsConnectionAndNoOther(String error, boolean behind) throws IOException {
        for (int strikes = 1; strikes <= 4; strikes++) {
            StruckEngine engine = new StruckEngine(Talk.memory(), strikes, behind, named(error));
            try (Node node = Node.start(NodeConfig.loopback(0), engine, new ManualTime());
                    Client struck = new Client(node.address());
                    Client other = new Client(node.address())) {
                StringBuilder puts = new StringBuilder();
                for (int version = 0; version < 4; version++) {
                    puts.append(Resp.request("PUT", "k", "v" + version, String.valueOf(version)));
                }
                struck.say(puts.toString());
                assertThat(":1\r\n:2\r\n:3\r\n:4\r\n").startsWith(struck.readToEnd());
                int done = behind ? strikes : strikes - 1;
                String there =
                        done == 0 ? "*-1\r\n" : "*3\r\n$2\r\nv" + (done - 1) + "\r\n:" + done + "\r\n:" + done + "\r\n";
                assertThat(other.hears(there, "GETV", "k")).isTrue();
                assertThat(other.hears(":1\r\n", "PUT", "other", "v", "0")).isTrue();
            }
        }
    }

    /** Fails to allocate the buffer with the number {@link #full}, counted from when that is set. */
    private static final class FullAllocator extends AbstractByteBufAllocator {

        private int full = Integer.MAX_VALUE;

        private ByteBuf orFull(Supplier<ByteBuf> buffer) {
            if (--full == 0) {
                // As Netty throws it: the JVM does not exit for this one.
                throw new OutOfMemoryError("failed to allocate direct memory");
            }
            return buffer.get();
        }

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            return orFull(() -> UnpooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity));
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            return orFull(() -> UnpooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity));
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }

    private final FullAllocator full = new FullAllocator();
    private final HeldBackEngine late = new HeldBackEngine();

    private EmbeddedChannel connection(Engine engine, Limits limits) {
        EmbeddedChannel channel = new EmbeddedChannel(
                new ConnectionHandler(Shared.standard(), line -> conversation(line, engine, limits)));
        channel.config().setAllocator(full);
        return channel;
    }

    private static Conversation conversation(Conversation.Line line, Engine engine, Limits limits) {
        Handlers handlers =
                new Handlers(Logins.of(Credentials.NONE), () -> Optional.of(Talk.STORE_ID), names -> "", Talk.chance());
        return new Conversation(
                line,
                engine,
                new FollowRouters(engine, limits.output().followBytesMax()),
                handlers,
                limits,
                new ManualTime(),
                new CommandStats(),
                handlers.newClient(1, "", LoginThrottle.OPEN),
                foreign -> {});
    }

    private static Limits oneAtATime() {
        Limits all = Limits.STANDARD;
        return new Limits(
                all.frames(),
                all.framesBeforeLogin(),
                all.beforeLogin(),
                all.input(),
                all.output(),
                all.connectionsMax(),
                1,
                all.pipelinedBytesMax());
    }

    private static void ask(EmbeddedChannel channel, String... words) {
        channel.writeInbound(Unpooled.wrappedBuffer(Resp.bytes(Resp.request(words))));
    }

    private static @Nullable String heard(EmbeddedChannel channel) {
        channel.runPendingTasks();
        ByteBuf reply = channel.readOutbound();
        if (reply == null) {
            return null;
        }
        byte[] bytes = new byte[reply.readableBytes()];
        reply.readBytes(bytes).release();
        return Resp.text(bytes);
    }

    private void handOver(int n) {
        try {
            late.answer(n);
        } catch (OutOfMemoryError e) {
            throw new AssertionError(
                    "the error reached the code that delivers replies, so later ones were not delivered", e);
        }
    }

    /** An engine that answers later delivers the replies of many connections in one task of their event loop. */
    @Test
    void replyThatCannotBeWrittenLaterClosesItsConnectionAndTheNextOneIsAnswered() {
        EmbeddedChannel struck = connection(late, Limits.STANDARD);
        EmbeddedChannel other = connection(late, Limits.STANDARD);
        ask(struck, "PUT", "a", "x", "0");
        ask(other, "PUT", "b", "y", "0");
        full.full = 1;
        for (int n = 0; n < 2; n++) {
            handOver(n);
        }
        assertThat(heard(struck)).isNull();
        assertThat(struck.isOpen()).isFalse();
        assertThat(heard(other)).isEqualTo(":1\r\n");
        assertThat(other.isOpen()).isTrue();
        other.finishAndReleaseAll();
    }

    @Test
    void errorInTheTaskThatReadsOnClosesTheConnection() {
        Engine second = new StruckEngine(late, 2, false, named("memory"));
        EmbeddedChannel struck = connection(second, oneAtATime());
        ask(struck, "PUT", "a", "x", "0");
        ask(struck, "PUT", "a", "y", "1");
        assertThat(late.submitted()).as("the second waits for its turn").isEqualTo(1);
        late.answer(0);
        assertThat(heard(struck)).isEqualTo(":1\r\n");
        assertThat(struck.isOpen()).isFalse();
        assertThat(late.keyspace().revision()).isEqualTo(1);
    }

    /** Throws an error each time a connection with a backup is inspected. */
    private static final class StruckAtInspection extends EngineAround {

        StruckAtInspection() {
            super(Talk.memory());
        }

        @Override
        public KeyspaceSize keyspace() {
            throw new StackOverflowError();
        }
    }

    @Test
    void errorWhileConnectionsAreLookedAtClosesOneAndTheNextLookComes() throws IOException {
        try (Node node = Node.start(NodeConfig.loopback(0), new StruckAtInspection(), new ManualTime())) {
            for (int n = 0; n < 2; n++) {
                try (Client struck = new Client(node.address())) {
                    struck.say(Resp.request("BACKUP", "START"));
                    assertThat(struck.readToEnd()).startsWith("*2\r\n");
                }
            }
        }
    }
}
