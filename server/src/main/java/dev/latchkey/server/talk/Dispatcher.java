package dev.latchkey.server.talk;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Reply;
import dev.latchkey.engine.Engine;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.verbs.ConnectionContext;
import dev.latchkey.server.verbs.Handlers;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.verbs.CommandDecoder;
import dev.latchkey.wire.verbs.Decoded;
import dev.latchkey.wire.verbs.Timing;
import dev.latchkey.wire.verbs.Verb;
import org.jspecify.annotations.Nullable;

/**
 * Decodes each request and passes it on, to the engine if it is a command for the store and to the server's own commands otherwise.
 * Adds exactly one reply to the {@link Outbox} for each request, unless the engine serves another store than the one of the connection.
 * Used on the connection's thread only.
 */
final class Dispatcher {

    /** HELLO protover AUTH username password. */
    private static final int HELLO_WITH_PASSWORD_WORDS = 5;

    private final Engine engine;
    private final Handlers handlers;
    private final ConnectionContext context;
    private final ClientState client;
    private final Requests requests;
    private final Outbox outbox;
    private final ConnectionStore store;

    /** A request with a password that may not be checked yet; null if there is none. */
    private Decoded.@Nullable ForServer postponed;

    Dispatcher(
            Engine engine,
            Handlers handlers,
            ConnectionContext context,
            ClientState client,
            Requests requests,
            Outbox outbox,
            ConnectionStore store) {
        this.engine = engine;
        this.handlers = handlers;
        this.context = context;
        this.client = client;
        this.requests = requests;
        this.outbox = outbox;
        this.store = store;
    }

    /** Executes or submits one request. */
    void dispatch(byte[][] arguments, long now) {
        Decoded decoded = CommandDecoder.decode(arguments, client);
        if (decoded instanceof Decoded.ForStore request) {
            askStore(request, now);
        } else if (decoded instanceof Decoded.ForServer request) {
            answer(request, now);
        } else if (decoded instanceof Decoded.Wrong wrong) {
            outbox.add(explanation(wrong, now));
        }
    }

    private void answer(Decoded.ForServer request, long now) {
        if (presentsPassword(request) && !client.passwords().mayTry()) {
            postponed = request;
        } else {
            outbox.add(serverReply(request, now));
        }
    }

    private static boolean presentsPassword(Decoded.ForServer request) {
        return request.verb() == Verb.AUTH
                || (request.verb() == Verb.HELLO && request.arguments().length >= HELLO_WITH_PASSWORD_WORDS);
    }

    /** Whether a request waits until its password may be checked. No further request may be dispatched meanwhile. */
    boolean isPostponing() {
        return postponed != null;
    }

    /** Dispatches the postponed request if that is possible now; false if there is none or it must wait longer. */
    boolean proceed(long now) {
        Decoded.ForServer request = postponed;
        if (request == null) {
            return false;
        }
        postponed = null;
        answer(request, now);
        return postponed == null;
    }

    private void askStore(Decoded.ForStore request, long now) {
        RespValue refusal = handlers.refusal(request.verb(), client);
        if (refusal != null) {
            outbox.add(ValueFrame.rejection(request.verb(), client, now, refusal));
            return;
        }
        if (store.isReplaced()) {
            outbox.breakOff();
            return;
        }
        if (request.verb().takesConstantTime()) {
            StoreReply reply = new StoreReply(request.verb(), client, now, outbox);
            outbox.add(reply);
            submit(request.command(), reply);
            if (reply.isLong()) {
                outbox.postpone(page(request, now));
            }
        } else {
            outbox.addPage(page(request, now));
        }
    }

    private PageReply page(Decoded.ForStore request, long now) {
        HistoryRead read = request.command().asHistoryRead();
        return read == null
                ? plainPage(request, now)
                : read.matchHistory(new HistoryRead.Cases<>() {
                    @Override
                    public PageReply follow(HistoryRead.Follow follow) {
                        return new FollowReply(
                                follow,
                                request.verb(),
                                client,
                                now,
                                outbox,
                                context.follows(),
                                reply -> submit(follow, reply));
                    }

                    @Override
                    public PageReply changes(HistoryRead.Changes changes) {
                        return new ChangesReply(
                                changes,
                                request.verb(),
                                client,
                                now,
                                outbox,
                                context.follows(),
                                Dispatcher.this::submit);
                    }

                    @Override
                    public PageReply ofKey(HistoryRead.OfKey ofKey) {
                        return plainPage(request, now);
                    }
                });
    }

    private PageReply plainPage(Decoded.ForStore request, long now) {
        return new PageReply(request.verb(), client, now, outbox, reply -> submit(request.command(), reply));
    }

    /** Why only if nothing is unanswered: an immediate reply would overtake the commands that are queued. */
    private void submit(Command command, StoreReply reply) {
        Reply immediate = outbox.hasUnanswered() ? null : engine.tryAnswer(command, reply.by());
        if (immediate != null) {
            reply.answeredImmediately(immediate);
        } else {
            reply.submitted(command);
            engine.submit(command, reply);
        }
    }

    private PendingFrame serverReply(Decoded.ForServer request, long now) {
        RespValue refusal = handlers.refusal(request.verb(), client);
        if (refusal != null) {
            return ValueFrame.rejection(request.verb(), client, now, refusal);
        }
        if (request.verb().timing() == Timing.IN_ORDER) {
            return new InTurnReply(
                    request.verb(), client, now, request.arguments(), () -> handlers.answer(request, context));
        }
        boolean wasLoggedIn = client.isLoggedIn();
        RespValue value = handlers.answer(request, context);
        requests.applyLimits(wasLoggedIn, now);
        return ValueFrame.reply(request.verb(), client, now, value);
    }

    private PendingFrame explanation(Decoded.Wrong wrong, long now) {
        RespValue refusal = handlers.refusal(wrong.verb(), client);
        RespValue value = refusal != null ? refusal : handlers.answerWrong(wrong, context);
        return ValueFrame.rejection(wrong.verb(), client, now, value);
    }
}
