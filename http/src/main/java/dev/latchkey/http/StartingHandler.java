package dev.latchkey.http;

import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.ProblemType;
import dev.latchkey.http.message.Response;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/** Answers one request while the server starts, and closes the connection. */
final class StartingHandler extends ChannelInboundHandlerAdapter {

    private static final int SECONDS_MAX = 10;

    private static final Response LIVE = Response.text(200, "ok");
    private static final Response STARTING = Problem.passing(
                    ProblemType.STARTING, "the server is reading its data: repeat the request later")
            .response();

    private boolean isAnswered;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.executor().schedule(() -> ctx.close(), SECONDS_MAX, TimeUnit.SECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest head && !isAnswered) {
            isAnswered = true;
            answer(ctx, head.uri().equals("/livez") ? LIVE : STARTING);
        }
        ReferenceCountUtil.release(message);
    }

    private static void answer(ChannelHandlerContext ctx, Response response) {
        DefaultFullHttpResponse message = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.status()),
                Unpooled.wrappedBuffer(response.body()));
        response.headers().forEach(field -> message.headers().add(field.name(), field.value()));
        message.headers().set("Content-Length", response.body().length);
        message.headers().set("Connection", "close");
        ctx.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
