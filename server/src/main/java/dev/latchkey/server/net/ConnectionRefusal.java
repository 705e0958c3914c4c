package dev.latchkey.server.net;

import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.RespWriter;
import dev.latchkey.wire.text.ErrorCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Closes a connection that exceeds the maximum number of connections, with an error and without reading its input. */
final class ConnectionRefusal extends ChannelInboundHandlerAdapter {

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ByteBuf sentence = ctx.alloc().buffer();
        RespWriter.write(
                sentence, new RespValue.ErrorLine(ErrorCode.ERR + " max number of clients reached"), Protocol.RESP2);
        ctx.writeAndFlush(sentence).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
