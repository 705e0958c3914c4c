package dev.latchkey.server.net;

import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.RespWriter;
import dev.latchkey.wire.text.ErrorCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;

/** Closes a connection that exceeds the maximum number of connections, with an error (unless it uses TLS) and without reading its input. */
final class ConnectionRefusal extends ChannelInboundHandlerAdapter {

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (ctx.pipeline().get(SslHandler.class) != null) {
            ctx.close(); // why: a handshake for the error would cost more than serving the client
            return;
        }
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
