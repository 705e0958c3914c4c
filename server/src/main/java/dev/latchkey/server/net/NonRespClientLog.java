package dev.latchkey.server.net;

import dev.latchkey.seams.Time;
import java.net.SocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says in the log that somebody came who does not speak RESP: rarely, so that nobody can fill the log, and in words of our own,
 * so that nobody can write into it. Safe for use by many threads.
 */
final class NonRespClientLog {

    private final RateLimitedLog line;

    NonRespClientLog(Time time, Consumer<String> log) {
        line = new RateLimitedLog(time, log);
    }

    /** Takes note of one more. {@code whatItSpeaks} is a word of the parser's, never the peer's. */
    void met(String whatItSpeaks, @Nullable SocketAddress peer) {
        line.say(peer + ": closed unanswered, it speaks " + whatItSpeaks + " on a RESP port");
    }
}
