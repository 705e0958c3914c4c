package dev.latchkey.server.net;

import dev.latchkey.server.talk.Conversation;
import dev.latchkey.server.tls.PeerCertificate;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Passes the events of a channel on to its {@link ClientConnection}, which exists while this handler is in a pipeline. Runs on the channel's
 * event loop.
 */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {

    private final SharedByConnections shared;
    private final Function<Conversation.Line, Conversation> conversations;
    private @Nullable ClientConnection connection;

    ConnectionHandler(SharedByConnections shared, Function<Conversation.Line, Conversation> conversations) {
        this.shared = shared;
        this.conversations = conversations;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        connection = new ClientConnection(ctx, shared, conversations);
    }

    /** The connection of this handler's channel. */
    ClientConnection connection() {
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
        connection().arrived((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        connection().sendAndRead();
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
