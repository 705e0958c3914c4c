package dev.latchkey.http;

import dev.latchkey.http.message.Response;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;

/** Closes a connection, with a response (unless it uses TLS) and without reading its input. */
final class Refusal extends ChannelInboundHandlerAdapter {

    private final Response response;

    Refusal(Response response) {
        this.response = response;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (ctx.pipeline().get(SslHandler.class) != null) {
            ctx.close(); // why: a handshake for the response would cost more than serving the client
        } else {
            ctx.writeAndFlush(bytes()).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private ByteBuf bytes() {
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(HttpResponseStatus.valueOf(response.status()))
                .append("\r\n");
        response.headers().forEach(field -> head.append(field.name())
                .append(": ")
                .append(field.value())
                .append("\r\n"));
        head.append("Connection: close\r\nContent-Length: ")
                .append(response.body().length)
                .append("\r\n\r\n");
        return Unpooled.wrappedBuffer(head.toString().getBytes(StandardCharsets.US_ASCII), response.body());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
