package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.Endpoint;
import dev.latchkey.client.link.Transport;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.sim.load.World;
import dev.latchkey.sim.net.NetworkFaults;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.Trace;
import dev.latchkey.sim.world.VirtualProcess;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Covers NET-09 for the client: every bit of the replies to a pipeline is flipped, one at a time. Every call completes by its
 * deadline, and none gets the reply to another one. RESP has no checksum, so a flipped bit of a value or a number goes unnoticed.
 */
final class FlippedReplyBitsTest {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Value APPLE = Value.of("apple-----");
    private static final Value QUINCE = Value.of("####quince");

    /** Flips one bit of everything that the server sends. */
    private static final class Flipping implements Transport {
        private final Transport real;
        private final long flipped;
        private long bits;

        Flipping(Transport real, long flipped) {
            this.real = real;
            this.flipped = flipped;
        }

        @Override
        public void connect(Endpoint address, Receiver receiver) {
            real.connect(address, new Receiver() {
                @Override
                public void opened(Pipe pipe) {
                    receiver.opened(pipe);
                }

                @Override
                public void received(ByteBuf bytes) {
                    receiver.received(flip(bytes));
                }

                @Override
                public void closed(String why) {
                    receiver.closed(why);
                }
            });
        }

        private ByteBuf flip(ByteBuf bytes) {
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            long bit = flipped - bits;
            bits += copy.length * 8L;
            if (bit >= 0 && bit < copy.length * 8L) {
                copy[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
            }
            return Unpooled.wrappedBuffer(copy);
        }
    }

    /** A world in which one client sends a pipeline. */
    private static final class Pipeline {
        private final World world = new World(3, NetworkFaults.NONE, Trace.off());
        private final Flipping transport;
        private final AsyncClerk clerk;

        Pipeline(long flipped) {
            VirtualProcess other = new VirtualProcess("other", world.loop, world.tally, FaultKind.CLIENT_PAUSE);
            AsyncClerk writer = clerk(other, world.network.transport(other, world.server));
            world.loop.await(writer.put(Key.of("a"), APPLE, Version.NONE));
            world.loop.await(writer.put(Key.of("q"), QUINCE, Version.NONE));
            world.loop.await(writer.put(Key.of("q"), QUINCE, Version.of(1)));

            VirtualProcess process = new VirtualProcess("c", world.loop, world.tally, FaultKind.CLIENT_PAUSE);
            transport = new Flipping(world.network.transport(process, world.server), flipped);
            clerk = clerk(process, transport);
        }

        private AsyncClerk clerk(VirtualProcess process, Transport over) {
            return Latchkey.over(process, over, world.chance.of(process.name()), ClientConfig.of("virtual"))
                    .clerk()
                    .withoutSession()
                    .async()
                    .withDeadline(DEADLINE);
        }

        /** Sends everything in one batch; returns the bits that the server has sent by the end. */
        long run() {
            CompletableFuture<Optional<Versioned>> apple = clerk.get(Key.of("a"));
            CompletableFuture<Optional<Versioned>> absent = clerk.get(Key.of("b"));
            CompletableFuture<PutOutcome> put = clerk.put(Key.of("c"), Value.of("v"), Version.NONE);
            CompletableFuture<PutOutcome> refused = clerk.put(Key.of("q"), Value.of("w"), Version.of(1));
            CompletableFuture<Optional<Versioned>> quince = clerk.get(Key.of("q"));
            CompletableFuture<Optional<Versioned>> again = clerk.get(Key.of("a"));
            Stream.of(apple, absent, put, refused, quince, again)
                    .forEach(call -> assertThat(world.loop.runUntil(call::isDone, DEADLINE.plusSeconds(1)))
                            .as("a call completes by its deadline")
                            .isTrue());
            assertIsOrDiffersByABit(apple, APPLE);
            assertIsOrDiffersByABit(quince, QUINCE);
            assertIsOrDiffersByABit(again, APPLE);
            Optional<Versioned> nothing = result(absent);
            assertThat(nothing == null || nothing.isEmpty())
                    .as("the key b does not exist")
                    .isTrue();
            assertThat(result(put) instanceof PutOutcome.ErrNoKey)
                    .as("the put of c got ErrNoKey")
                    .isFalse();
            assertThat(result(refused) instanceof PutOutcome.Ok)
                    .as("the put of q got Ok")
                    .isFalse();
            return transport.bits;
        }

        private static void assertIsOrDiffersByABit(CompletableFuture<Optional<Versioned>> call, Value expected) {
            Optional<Versioned> found = result(call);
            if (found == null) {
                return;
            }
            byte[] read = found.orElseThrow().value().toBytes();
            byte[] wanted = expected.toBytes();
            assertThat(read).hasSameSizeAs(wanted);
            int bits = 0;
            for (int i = 0; i < read.length; i++) {
                bits += Integer.bitCount((read[i] ^ wanted[i]) & 0xff);
            }
            assertThat(bits).as("flipped bits of %s", expected).isLessThanOrEqualTo(1);
        }

        /** The result; null if the call failed. */
        private static <T> @Nullable T result(CompletableFuture<T> call) {
            try {
                return call.join();
            } catch (CompletionException e) {
                assertThat(e.getCause()).isInstanceOf(LatchkeyException.class);
                return null;
            }
        }
    }

    @Test
    void noFlippedBitMakesACallHangOrTakeTheReplyOfAnother() {
        long bits = new Pipeline(Long.MAX_VALUE).run();
        assertThat(bits).isGreaterThan(1_500);
        for (long bit = 0; bit < bits; bit++) {
            try {
                new Pipeline(bit).run();
            } catch (AssertionError e) {
                throw new AssertionError(
                        "with bit " + bit % 8 + " of byte " + bit / 8 + " flipped: " + e.getMessage(), e);
            }
        }
    }
}
