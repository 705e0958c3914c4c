package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.budget.Budgets;
import dev.latchkey.server.budget.ByteBudget;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutputBufferTest {

    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final ChannelHandlerContext context = channel.pipeline().firstContext();
    private final Budgets budgets =
            new Budgets(new ByteBudget(1 << 20), new ByteBudget(1 << 20), new ByteBudget(1 << 20));
    private final OutputBuffer output = new OutputBuffer(context, () -> {});

    @AfterEach
    void releaseEverything() {
        output.release();
        channel.finishAndReleaseAll();
    }

    private int sentBytes() {
        ByteBuf sent = channel.readOutbound();
        int bytes = sent == null ? 0 : sent.readableBytes();
        if (sent != null) {
            sent.release();
        }
        return bytes;
    }

    @Test
    void hasRoomSendsNothing() {
        output.replies().writeZero(65_536);
        assertThat(output.hasRoom()).isTrue();
        assertThat(sentBytes()).isZero();
        assertThat(output.flushIfFull()).isTrue();
        assertThat(sentBytes()).isEqualTo(65_536);
    }

    @Test
    void fewBytesAreNotSentUntilFlush() {
        output.replies().writeZero(65_535);
        assertThat(output.flushIfFull()).isFalse();
        assertThat(sentBytes()).isZero();
        assertThat(output.flush()).isTrue();
        assertThat(sentBytes()).isEqualTo(65_535);
        assertThat(output.flush()).isFalse();
    }

    @Test
    void thereIsNoRoomWhileTheChannelHoldsTooMuch() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(10, 20));
        channel.write(context.alloc().buffer().writeZero(100));
        assertThat(output.hasRoom()).isFalse();
        channel.flush();
        assertThat(output.hasRoom()).isTrue();
    }

    @Test
    void whatIsQueuedForTheBufferHasABudgetOfItsOwn() {
        assertThat(output.updateBudgets(budgets, 1_000)).isTrue();
        assertThat(budgets.queued().bytes()).isEqualTo(1_000);
        assertThat(budgets.output().bytes()).isZero();
        assertThat(output.updateBudgets(budgets, 2 << 20)).isFalse();
        output.release();
        assertThat(budgets.queued().bytes()).isZero();
    }
}
