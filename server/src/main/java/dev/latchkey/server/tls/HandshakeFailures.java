package dev.latchkey.server.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/**
 * Closes a connection whose handshake or encryption fails, and reports why. The sentences contain no control character, so that no client can
 * forge lines of the log: names in its certificate are part of some messages of the JDK.
 */
final class HandshakeFailures extends ChannelInboundHandlerAdapter {

    private static final int LENGTH_MAX = 200;

    private final Consumer<String> failed;
    private boolean isReported;

    HandshakeFailures(Consumer<String> failed) {
        this.failed = failed;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
            report(handshake.cause());
            ctx.close();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable reason = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (reason instanceof SSLException) {
            report(reason);
            ctx.close();
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    /** Why once: Netty reports a failed handshake as an event and as an exception. */
    private void report(Throwable cause) {
        if (!isReported && !(cause instanceof ClosedChannelException)) {
            isReported = true;
            failed.accept(reason(cause));
        }
    }

    private static String reason(Throwable cause) {
        if (cause instanceof NotSslRecordException) {
            return "the client does not use TLS";
        }
        if (cause instanceof SslHandshakeTimeoutException) {
            return "the client did not finish the TLS handshake in time";
        }
        return "TLS failed: " + plain(cause);
    }

    private static String plain(Throwable cause) {
        Throwable deepest = cause;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String message = String.valueOf(deepest.getMessage()).replaceAll("[^ -~]", "?");
        return message.length() <= LENGTH_MAX ? message : message.substring(0, LENGTH_MAX) + "...";
    }
}
