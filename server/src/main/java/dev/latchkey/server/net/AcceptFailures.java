package dev.latchkey.server.net;

import dev.latchkey.server.budget.RateLimitedLog;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Logs why connections cannot be accepted; the usual cause is too many open files. Follows Netty's acceptor in the pipeline, which pauses
 * for a second after each failure.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {

    private final RateLimitedLog log;

    AcceptFailures(RateLimitedLog log) {
        this.log = log;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.log("cannot accept a connection: " + cause.getMessage());
    }
}
