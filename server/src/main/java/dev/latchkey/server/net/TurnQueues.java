package dev.latchkey.server.net;

import io.netty.util.concurrent.EventExecutor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The queue of turns of each event loop. Thread-safe. */
final class TurnQueues {

    private final Map<EventExecutor, TurnQueue> byLoop = new ConcurrentHashMap<>();

    TurnQueue of(EventExecutor loop) {
        return byLoop.computeIfAbsent(loop, TurnQueue::new);
    }
}
