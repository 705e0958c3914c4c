package dev.latchkey.http;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.CommandWeight;
import dev.latchkey.engine.Engine;
import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.ProblemException;
import dev.latchkey.http.message.ProblemType;
import dev.latchkey.http.message.Request;
import dev.latchkey.http.message.Response;
import dev.latchkey.http.route.BrowserLogin;
import dev.latchkey.http.route.Route;
import dev.latchkey.http.route.RouteAccess;
import dev.latchkey.http.route.Step;
import dev.latchkey.server.access.SessionAccess;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its response: executes the steps of its route, one after another. Calls exactly one of {@link Out#respond} and {@link
 * Out#stream}, unless the connection is closed first. Used on the event loop of its connection only.
 */
final class Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    /** What sends the response. */
    interface Out {

        /** Sends the response. */
        void respond(Response response);

        /** Sends events from now on. */
        void stream(Step.Stream stream, Request request);

        /** A stream has ended, so that the connection is closed. */
        void streamEnded();

        /** The login of the request. */
        BrowserLogin login();

        /** Runs {@code turn} when other connections were served. */
        void requestTurn(Runnable turn);

        /** Runs tasks on the event loop. */
        Executor home();

        /** The memory of the exchange has changed. */
        void weightChanged();
    }

    private final Engine engine;
    private final ClientAccess access;
    private final Out out;
    private final Request request;

    /** Whether a write was submitted, so that an error leaves its outcome open. */
    private boolean isWriting;

    private boolean isAbandoned;
    private long heldBytes;

    Exchange(Engine engine, ClientAccess access, Request request, Out out) {
        this.engine = engine;
        this.access = access;
        this.request = request;
        this.out = out;
    }

    /** Answers the request. */
    void begin(Route route) {
        guarded(() -> {
            if (route.access() == RouteAccess.ADMIN) {
                access.requireAdmin(route.method() + " " + route.path());
            }
            execute(route.handler().answer(request));
        });
    }

    /** The connection is closed: nothing more is sent. A command that was submitted is executed nevertheless. */
    void abandon() {
        isAbandoned = true;
    }

    /** The memory that a queued read uses; the engine counts queued writes. */
    long heldBytes() {
        return heldBytes;
    }

    private void execute(Step step) {
        if (step instanceof Step.Respond respond) {
            out.respond(respond.response());
        } else if (step instanceof Step.Stream stream) {
            out.stream(stream, request);
        } else if (step instanceof Step.UseLogin use) {
            out.respond(use.work().apply(out.login()));
        } else if (step instanceof Step.Compute compute) {
            compute(compute);
        } else if (step instanceof Step.Ask ask) {
            if (ask.inTurn()) {
                out.requestTurn(() -> guarded(() -> submit(ask)));
            } else {
                submit(ask);
            }
        }
    }

    private void compute(Step.Compute step) {
        try {
            step.thread().execute(() -> {
                Supplier<Response> result = result(step.work());
                out.home().execute(() -> guarded(() -> out.respond(result.get())));
            });
        } catch (RejectedExecutionException e) {
            refuse(Problem.passing(ProblemType.LIMIT, "too many such requests are being answered: repeat it later"));
        }
    }

    /** Why an error is thrown later: the event loop answers the request then. */
    private static Supplier<Response> result(Supplier<Response> work) {
        try {
            Response response = work.get();
            return () -> response;
        } catch (RuntimeException e) {
            return () -> {
                throw e;
            };
        } catch (Error e) {
            return () -> {
                throw e;
            };
        }
    }

    private void submit(Step.Ask ask) {
        access.require(ask.permittedAs());
        if (isStoreReplaced()) {
            refuse(Problem.passing(ProblemType.STARTING, "the server changes its store: repeat the request"));
            return;
        }
        Command command = access.restricted(ask.command());
        SessionAccess.Opening opening = access.opening(command);
        isWriting |= command.isWrite();
        Reply immediate = engine.tryAnswer(command, access.by());
        if (immediate != null) {
            access.known(opening, command, immediate);
            answered(ask, immediate);
        } else {
            heldBytes = command.isWrite() ? 0 : CommandWeight.ofCommandAndReply(command);
            out.weightChanged();
            engine.submit(command, new Waiting(ask, command, opening));
        }
    }

    private boolean isStoreReplaced() {
        return !engine.storeId().equals(Optional.ofNullable(request.store()));
    }

    private void answered(Step.Ask ask, Reply reply) {
        heldBytes = 0;
        if (isStoreReplaced()) {
            lost("the store was replaced while the request was executed");
        } else {
            execute(ask.then().apply(reply));
        }
    }

    private void lost(String reason) {
        heldBytes = 0;
        LOG.warn("the outcome of an HTTP request is unknown: {}", reason);
        refuse(Problem.unknown(
                "the server does not know whether the request took effect: read the key before you" + " repeat it"));
    }

    private void refuse(Problem problem) {
        out.respond(problem.response());
    }

    /** Why all errors are caught: the caller serves other connections too, and this client must get a response. */
    private void guarded(Runnable action) {
        if (isAbandoned) {
            return;
        }
        try {
            action.run();
        } catch (ProblemException e) {
            refuse(e.problem());
        } catch (RuntimeException | Error e) {
            LOG.error("an HTTP request failed because of a bug", e);
            String detail = "the server failed to answer the request";
            refuse(isWriting ? Problem.unknown(detail) : Problem.notDone(ProblemType.INTERNAL_ERROR, detail));
        }
    }

    /** Receives the reply to a command that was submitted. */
    private final class Waiting implements Asker {

        private final Step.Ask ask;
        private final Command command;
        private final SessionAccess.@Nullable Opening opening;
        private final String by = access.by();

        Waiting(Step.Ask ask, Command command, SessionAccess.@Nullable Opening opening) {
            this.ask = ask;
            this.command = command;
            this.opening = opening;
        }

        @Override
        public Executor home() {
            return out.home();
        }

        @Override
        public String by() {
            return by;
        }

        @Override
        public void answered(Reply reply) {
            access.known(opening, command, reply);
            guarded(() -> Exchange.this.answered(ask, reply));
        }

        @Override
        public void lost(String reason) {
            access.known(opening, command, null);
            guarded(() -> Exchange.this.lost(reason));
        }
    }
}
