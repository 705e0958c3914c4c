package dev.latchkey.client.link;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * Creates the event loop of a client with what Netty 4.1 and 4.2 have in common. Methods are called on {@link EventLoopGroup},
 * never on a subtype: their descriptors differ between the two versions.
 */
public final class EventLoops {

    private EventLoops() {}

    /** Creates a group of one event loop, whose thread is a daemon. */
    @SuppressWarnings("deprecation") // why: what Netty 4.2 recommends instead does not exist in 4.1
    public static EventLoopGroup newGroup(String threadName) {
        return new NioEventLoopGroup(1, new DefaultThreadFactory(threadName, true));
    }
}
