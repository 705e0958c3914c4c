package dev.latchkey.server.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Says in one line why no connection can be accepted, mostly that there are too many open files. Stands behind Netty's
 * acceptor, which accepts no more for a second when that happens.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {

    private final RateLimitedLog line;

    AcceptFailures(RateLimitedLog line) {
        this.line = line;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        line.say("one try to accept connections was refused: " + cause.getMessage());
    }
}
