package dev.latchkey.http;

import dev.latchkey.server.tls.PeerCertificate;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Passes the events of a channel on to its {@link HttpConnection}, which exists while this handler is in a pipeline. Runs on the channel's
 * event loop.
 */
final class HttpHandler extends ChannelInboundHandlerAdapter {

    private final Function<ChannelHandlerContext, HttpConnection> connections;
    private @Nullable HttpConnection connection;

    HttpHandler(Function<ChannelHandlerContext, HttpConnection> connections) {
        this.connections = connections;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        connection = connections.apply(ctx);
    }

    /** The connection of this handler's channel. */
    HttpConnection connection() {
        if (connection == null) {
            throw new IllegalStateException("the handler has not been added to a pipeline");
        }
        return connection;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpRequest head) {
                connection().head(head);
            }
            if (message instanceof HttpContent content) {
                connection().body(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        connection().readMore();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            connection().writable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE || event == SslCloseCompletionEvent.SUCCESS) {
            connection().inputEnded();
        } else if (event == SslHandshakeCompletionEvent.SUCCESS) {
            PeerCertificate.of(ctx.channel()).ifPresent(connection()::identified);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connection().closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        connection().fail(cause);
    }
}
