package dev.latchkey.server.talk;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Reply;
import dev.latchkey.engine.Engine;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.access.SessionAccess;
import dev.latchkey.server.users.LoginVerdict;
import dev.latchkey.server.verbs.ConnectionContext;
import dev.latchkey.server.verbs.Handlers;
import dev.latchkey.server.verbs.Presented;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.text.ErrorCode;
import dev.latchkey.wire.verbs.CommandDecoder;
import dev.latchkey.wire.verbs.Decoded;
import dev.latchkey.wire.verbs.Timing;
import dev.latchkey.wire.verbs.Verb;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decodes each request and passes it on, to the engine if it is a command for the store and to the server's own commands otherwise.
 * Adds exactly one reply to the {@link Outbox} for each request, unless the engine serves another store than the one of the connection.
 * Used on the connection's thread only.
 */
final class Dispatcher {

    private static final RespValue TOO_MANY_SESSIONS =
            new RespValue.ErrorLine(ErrorCode.ERRFULL + " " + SessionAccess.TOO_MANY);

    private final Engine engine;
    private final Handlers handlers;
    private final ConnectionContext context;
    private final ClientState client;
    private final Requests requests;
    private final Outbox outbox;
    private final ConnectionStore store;
    private final SessionAccess sessions;

    /** Runs when a check of a secret is complete, which {@link #proceed} then uses. */
    private final Runnable whenChecked;

    /** A request with a secret that may not be checked yet, or that is being checked; null if there is none. */
    private Decoded.@Nullable ForServer postponed;

    /** Whether the secret of the postponed request is being checked, and the outcome once it is known. */
    private boolean checking;

    private @Nullable LoginVerdict verdict;

    /** Whether a check is being started, which may complete it. */
    private boolean starting;

    Dispatcher(
            Engine engine,
            Handlers handlers,
            ConnectionContext context,
            ClientState client,
            Requests requests,
            Outbox outbox,
            ConnectionStore store,
            Runnable whenChecked) {
        this.engine = engine;
        this.handlers = handlers;
        this.context = context;
        this.client = client;
        this.requests = requests;
        this.outbox = outbox;
        this.store = store;
        this.sessions = new SessionAccess(engine, client, handlers.logins().audit());
        this.whenChecked = whenChecked;
    }

    /** Executes or submits one request. */
    void dispatch(byte[][] arguments, long now) {
        Decoded decoded = client.transaction().isOpen()
                ? CommandDecoder.decodeInTransaction(arguments, client)
                : CommandDecoder.decode(arguments, client);
        if (decoded instanceof Decoded.ForStore request) {
            askStore(request, now);
        } else if (decoded instanceof Decoded.ForTransaction request) {
            outbox.add(ValueFrame.reply(request.verb(), client, now, handlers.queue(request, client)));
        } else if (decoded instanceof Decoded.ForServer request) {
            if (request.verb() == Verb.EXEC) {
                execute(request, now);
            } else {
                answer(request, now);
            }
        } else if (decoded instanceof Decoded.Wrong wrong) {
            outbox.add(explanation(wrong, now));
        }
    }

    /** Executes the transaction that was queued; the handler replies if there is nothing to execute. */
    private void execute(Decoded.ForServer request, long now) {
        Command.Transaction transaction = client.transaction().transaction();
        if (transaction == null) {
            answer(request, now);
            return;
        }
        int watchedKeys = client.transaction().watchedKeys();
        client.transaction().end();
        Decoded.ForStore exec = new Decoded.ForStore(request.verb(), transaction);
        askStore(exec, now, () -> new ExecReply(watchedKeys, client, now, outbox));
    }

    private void answer(Decoded.ForServer request, long now) {
        Presented presented = handlers.presented(request, client);
        if (presented == null) {
            outbox.add(serverReply(request, now));
        } else if (client.passwords().mayTry()) {
            check(request, presented, now);
        } else {
            postponed = request;
        }
    }

    private void check(Decoded.ForServer request, Presented presented, long now) {
        LoginVerdict known = handlers.logins().check(presented.user(), presented.secret());
        if (known.check() == null) {
            reply(request, known, now);
            return;
        }
        postponed = request;
        checking = true;
        starting = true;
        boolean begun = handlers.logins().begin(known.check(), outbox.home(), this::checked);
        starting = false;
        if (begun) {
            proceed(now);
        } else {
            postponed = null;
            checking = false;
            outbox.add(ValueFrame.reply(request.verb(), client, now, handlers.tooManyChecks()));
        }
    }

    private void checked(LoginVerdict outcome) {
        verdict = outcome;
        if (!starting) {
            whenChecked.run();
        }
    }

    /** Handles a request whose secret was checked. The user may be another one then, for whom the follows were not started. */
    private void reply(Decoded.ForServer request, LoginVerdict outcome, long now) {
        context.checked(outcome);
        outbox.add(serverReply(request, now));
        outbox.endForbiddenFollows(client);
    }

    /** Whether a request waits until its password may be checked. No further request may be dispatched meanwhile. */
    boolean isPostponing() {
        return postponed != null;
    }

    /** Dispatches the postponed request if that is possible now; false if there is none or it must wait longer. */
    boolean proceed(long now) {
        Decoded.ForServer request = postponed;
        if (request == null || (checking && verdict == null)) {
            return false;
        }
        LoginVerdict known = verdict;
        postponed = null;
        checking = false;
        verdict = null;
        if (known == null) {
            answer(request, now);
        } else {
            reply(request, known, now);
        }
        return postponed == null;
    }

    private void askStore(Decoded.ForStore request, long now) {
        askStore(request, now, () -> new StoreReply(request.verb(), client, now, outbox));
    }

    private void askStore(Decoded.ForStore request, long now, Supplier<StoreReply> reply) {
        RespValue refusal = handlers.refusal(request, client);
        if (refusal != null) {
            outbox.add(ValueFrame.rejection(request.verb(), client, now, refusal));
            return;
        }
        if (store.isReplaced()) {
            outbox.breakOff();
            return;
        }
        if (request.verb().takesConstantTime()) {
            askOnce(request, now, reply.get());
        } else {
            outbox.addPage(page(request, now));
        }
    }

    private void askOnce(Decoded.ForStore request, long now, StoreReply reply) {
        if (sessions.isLimited(request.command())) {
            SessionAccess.Opening opening = sessions.open();
            if (opening == null) {
                outbox.add(ValueFrame.reply(request.verb(), client, now, TOO_MANY_SESSIONS));
                return;
            }
            reply.opens(opening);
        }
        if (sessions.isObserved()) {
            reply.observedBy(answer -> sessions.answered(request.verb(), request.command(), answer));
        }
        outbox.add(reply);
        submit(request.command(), reply);
        if (reply.isLong()) {
            outbox.postpone(page(request, now));
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
        PageReply page = new PageReply(request.verb(), client, now, outbox, reply -> submit(request.command(), reply));
        Command.Transaction watch =
                request.verb() == Verb.WATCH ? request.command().asTransaction() : null;
        if (watch != null) {
            page.observedBy(answer -> watch(watch, answer));
        }
        return page;
    }

    private void watch(Command.Transaction watch, Reply answer) {
        if (answer instanceof Reply.Transacted observed) {
            client.transaction().watch(watch, observed);
        }
    }

    /** Why only if nothing is unanswered: an immediate reply would overtake the commands that are queued. */
    private void submit(Command requested, StoreReply reply) {
        Command command = client.permissions().restricted(requested);
        Reply immediate = outbox.hasUnanswered() ? null : engine.tryAnswer(command, reply.by());
        if (immediate != null) {
            reply.answeredImmediately(immediate);
        } else {
            reply.submitted(command);
            engine.submit(command, reply);
        }
    }

    private PendingFrame serverReply(Decoded.ForServer request, long now) {
        RespValue refusal = handlers.refusal(request, client);
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
        if (client.transaction().isOpen()) {
            client.transaction().fail();
        }
        RespValue refusal = handlers.refusal(wrong.verb(), client);
        RespValue value = refusal != null ? refusal : handlers.answerWrong(wrong, context);
        return ValueFrame.rejection(wrong.verb(), client, now, value);
    }
}
