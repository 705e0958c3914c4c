package dev.latchkey.server.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection in two steps, so that the last replies reach the client: closing a socket with unread input makes the kernel send a
 * reset, which can destroy replies that are in transit. First the output is shut down; then input is discarded until the client closes
 * its side, or for at most {@link #LINGER_MILLIS_MAX}.
 */
public final class HalfClose {

    private static final int LINGER_MILLIS_MAX = 1_000;

    private final ChannelHandlerContext context;

    public HalfClose(ChannelHandlerContext context) {
        this.context = context;
    }

    /** Shuts down the output once everything that was written has been sent, with the message by which TLS ends it. */
    public void begin() {
        SslHandler tls = context.pipeline().get(SslHandler.class);
        ChannelFuture last = tls == null ? context.writeAndFlush(Unpooled.EMPTY_BUFFER) : tls.closeOutbound();
        last.addListener(flushed -> {
            if (flushed.isSuccess() && context.channel() instanceof DuplexChannel socket && !socket.isInputShutdown()) {
                socket.shutdownOutput();
                context.executor().schedule(() -> context.close(), LINGER_MILLIS_MAX, TimeUnit.MILLISECONDS);
                context.read();
            } else {
                context.close();
            }
        });
    }

    /** The client has closed its side: closes the connection if the output is shut down, otherwise {@link #begin} will. */
    public void inputEnded() {
        if (context.channel() instanceof DuplexChannel socket && socket.isOutputShutdown()) {
            context.close();
        }
    }
}
