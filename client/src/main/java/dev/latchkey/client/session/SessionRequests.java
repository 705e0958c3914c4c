package dev.latchkey.client.session;

import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.Link;
import dev.latchkey.client.link.Loop;
import dev.latchkey.core.Command;
import dev.latchkey.wire.Answer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The requests that a session makes for itself: to open, keep and close it, and to cancel writes. Each is sent until it is answered,
 * which is safe, because executing one of them several times has the effect of executing it once. (An OPEN whose reply is lost leaves
 * a session that expires.)
 */
final class SessionRequests {

    /** Receives the answer to a request. */
    interface Receiver {

        /**
         * Returns whether the request is done; otherwise it is sent again later.
         *
         * @param sent when the attempt was sent that the server has answered
         */
        boolean answered(Answer answer, SentAt sent);
    }

    private final Loop loop;
    private final Link link;
    private final RandomGenerator chance;
    private final Backoff backoff;
    private final Set<Request> open = new LinkedHashSet<>();

    /** The requests that wait for the link to become ready, oldest first. */
    private final Set<Request> waiting = new LinkedHashSet<>();

    SessionRequests(Loop loop, Link link, RandomGenerator chance, Backoff backoff) {
        this.loop = loop;
        this.link = link;
        this.chance = chance;
        this.backoff = backoff;
    }

    /** Sends a request until it is answered. Each attempt makes a new command. */
    void send(Supplier<Command> command, Receiver receiver) {
        Request request = new Request(command, receiver);
        open.add(request);
        request.sendOrWait();
    }

    /** The link has become ready. */
    void ready() {
        while (link.isReady() && !waiting.isEmpty()) {
            Request oldest = waiting.iterator().next();
            waiting.remove(oldest);
            oldest.send();
        }
    }

    /** Drops all requests: they are not sent again, and answers to them are ignored. */
    void dropAll() {
        new ArrayList<>(open).forEach(Request::drop);
    }

    private final class Request {

        private final Supplier<Command> command;
        private final Receiver receiver;
        private int failures;
        private Loop.Alarm alarm = () -> {};

        Request(Supplier<Command> command, Receiver receiver) {
            this.command = command;
            this.receiver = receiver;
        }

        void sendOrWait() {
            if (link.isReady()) {
                send();
            } else {
                waiting.add(this);
            }
        }

        void send() {
            SentAt sent = SentAt.now(loop);
            link.send(command.get(), new Link.Attempt() {
                @Override
                public void answered(Answer answer) {
                    if (open.contains(Request.this) && receiver.answered(answer, sent)) {
                        drop();
                    } else {
                        again();
                    }
                }

                @Override
                public void failed(String why) {
                    again();
                }
            });
        }

        private void again() {
            if (open.contains(this)) {
                failures++;
                alarm.cancel();
                alarm = loop.schedule(backoff.delayNanos(failures, chance), this::sendOrWait);
            }
        }

        void drop() {
            open.remove(this);
            waiting.remove(this);
            alarm.cancel();
        }
    }
}
