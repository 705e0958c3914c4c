package dev.latchkey.server.budget;

import io.netty.channel.Channel;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The connections that are not authenticated although a password is required. When the maximum number of connections is reached, the
 * oldest of them is closed for a new one: clients without the password cannot keep out those that have it, which authenticate in an
 * instant. Thread-safe.
 */
public final class UnauthenticatedConnections {

    /** Connections that are being closed and still count; few, since each takes a file descriptor. */
    private static final int CLOSING_MAX = 16;

    private final ConcurrentSkipListMap<Long, Channel> byNumber = new ConcurrentSkipListMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger closing = new AtomicInteger();

    /** Adds a connection and returns its number, by which it can be removed. */
    public long add(Channel channel) {
        long number = numbers.incrementAndGet();
        byNumber.put(number, channel);
        return number;
    }

    /** Removes a connection, which is authenticated or closed. Idempotent. */
    public void remove(long number) {
        byNumber.remove(number);
    }

    /** The number of connections, in time proportional to it. */
    public int count() {
        return byNumber.size();
    }

    /** Closes the oldest connection; false if there is none, or if the maximum number of them are being closed already. */
    public boolean closeOldest() {
        Map.Entry<Long, Channel> oldest = closing.incrementAndGet() > CLOSING_MAX ? null : byNumber.pollFirstEntry();
        if (oldest != null) {
            oldest.getValue().close().addListener(closed -> closing.decrementAndGet());
            return true;
        }
        closing.decrementAndGet();
        return false;
    }
}
