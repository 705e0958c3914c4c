package dev.latchkey.server.verbs;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.access.Logins;
import dev.latchkey.server.talk.HeldBackEngine;
import dev.latchkey.server.talk.SampleRequests;
import dev.latchkey.server.talk.Talk;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.verbs.Verb;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One conversation that records which verbs ran: their handler was called, or their command reached the engine. */
final class RecordingServer extends HeldBackEngine {

    private final Talk talk;
    private @Nullable Verb ran;

    RecordingServer(Credentials credentials) {
        Map<Verb, Handler> recording = new EnumMap<>(Verb.class);
        Handlers.ofEveryVerb(Logins.of(credentials), () -> Optional.of(Talk.STORE_ID), names -> "")
                .forEach((verb, handler) -> recording.put(verb, new Recording(verb, handler)));
        this.talk = Talk.withHandlers(this, new Handlers(Logins.of(credentials), recording, Talk.chance()));
    }

    /** Sends one correct request of {@code verb}; whether it has run by the time it was read. */
    boolean runs(Verb verb) {
        return runs(verb, SampleRequests.right(verb));
    }

    boolean runs(Verb verb, String... words) {
        int before = submitted();
        ran = null;
        talk.ask(words);
        return verb.isForStore() ? overtook || submitted() > before : ran == verb;
    }

    /** Sends a write, which stays unanswered, and then {@code verb}: whether it runs before the write is answered. */
    boolean overtakesAWrite(Verb verb) {
        runs(Verb.PUT, "PUT", "key", "value", "0");
        boolean ranOnArrival = runs(verb) && (overtook || !verb.isForStore());
        answer(0);
        talk.heard();
        if (!verb.isForStore() && ran != verb) {
            throw new AssertionError(verb + " never ran");
        }
        return ranOnArrival;
    }

    /** Whether a command was to be answered past an unanswered one. */
    private boolean overtook;

    @Override
    public @Nullable Reply tryAnswer(Command command) {
        overtook = submitted() > 0;
        return null;
    }

    private final class Recording implements Handler {

        private final Verb verb;
        private final Handler handler;

        Recording(Verb verb, Handler handler) {
            this.verb = verb;
            this.handler = handler;
        }

        @Override
        public RespValue answer(byte[][] arguments, ConnectionContext context) {
            ran = verb;
            return handler.answer(arguments, context);
        }

        @Override
        public RespValue answerWrong(String message, ConnectionContext context) {
            return handler.answerWrong(message, context);
        }
    }
}
