package dev.latchkey.server;

import dev.latchkey.wire.Time;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says in the log that somebody came who does not speak RESP: at most once a minute in all, so that nobody can fill the log,
 * and in words of our own, so that nobody can write into it. Safe for use by many threads.
 */
final class ForeignerLog {

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Time time;
    private final Consumer<String> log;

    /** Guarded by this, as all below. */
    private boolean spoke;

    private long spokeAt;
    private long unsaid;

    ForeignerLog(Time time, Consumer<String> log) {
        this.time = time;
        this.log = log;
    }

    /** Takes note of one more. {@code whatItSpeaks} is a word of the parser's, never the peer's. */
    void met(String whatItSpeaks, @Nullable SocketAddress peer) {
        String sentence = sentence(whatItSpeaks, peer);
        if (sentence != null) {
            log.accept(sentence);
        }
    }

    private synchronized @Nullable String sentence(String whatItSpeaks, @Nullable SocketAddress peer) {
        long now = time.nanos();
        if (spoke && now - spokeAt < PAUSE.toNanos()) {
            unsaid++;
            return null;
        }
        String others = unsaid == 0 ? "" : "; so were " + unsaid + " others since the last such line";
        spoke = true;
        spokeAt = now;
        unsaid = 0;
        return peer + ": closed unanswered, it speaks " + whatItSpeaks + " on a RESP port" + others;
    }
}
