package dev.latchkey.server.net;

import dev.latchkey.seams.Time;
import dev.latchkey.server.budget.RateLimitedLog;
import java.net.SocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Logs clients that do not speak RESP, at a limited rate, so that no client can fill the log. The lines contain nothing that a client
 * sent, so that no client can write into it either. Thread-safe.
 */
final class NonRespClientLog {

    private final RateLimitedLog log;

    NonRespClientLog(Time time, Consumer<String> lines) {
        log = new RateLimitedLog(time, lines);
    }

    /** @param protocol the name that the parser gave to the detected protocol */
    void detected(String protocol, @Nullable SocketAddress peer) {
        log.log(peer + ": closed without a reply, the client speaks " + protocol + " on a RESP port");
    }
}
