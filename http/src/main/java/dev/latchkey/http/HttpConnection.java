package dev.latchkey.http;

import dev.latchkey.http.figures.LoopCounts;
import dev.latchkey.http.guard.ConsoleLogin;
import dev.latchkey.http.guard.ConsoleSessions;
import dev.latchkey.http.guard.Gatekeeper;
import dev.latchkey.http.guard.Login;
import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.ProblemException;
import dev.latchkey.http.message.ProblemType;
import dev.latchkey.http.message.Request;
import dev.latchkey.http.message.Response;
import dev.latchkey.http.message.Target;
import dev.latchkey.http.route.BrowserLogin;
import dev.latchkey.http.route.Step;
import dev.latchkey.http.routes.EventStreamText;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.budget.BudgetShare;
import dev.latchkey.server.budget.Budgets;
import dev.latchkey.server.budget.ByteBudget;
import dev.latchkey.server.door.DoorConnection;
import dev.latchkey.server.door.DoorServices;
import dev.latchkey.server.net.HalfClose;
import dev.latchkey.server.net.OutputBuffer;
import dev.latchkey.server.verbs.Follows;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP connection: reads a request, answers it, and reads the next one only when the response was written. Enforces the deadlines and
 * the memory budgets. Used on the event loop of its channel only.
 */
final class HttpConnection implements DoorConnection, Exchange.Out {

    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    private enum State {
        /** The next request has not arrived, or only a part of its head. */
        READING_HEAD,
        /** The secret of the request is being checked; nothing further is read. */
        LOGGING_IN,
        READING_BODY,
        ANSWERING,
        STREAMING,
        /** The last response was written, and the client has to close the connection. */
        OVER
    }

    private final ChannelHandlerContext context;
    private final DoorServices services;
    private final Gatekeeper gatekeeper;
    private final RequestDecoder decoder;
    private final LoopCounts counts;
    private final ClientState client;
    private final ClientAccess access;
    private final Login login;
    private final Arrival arrival;
    private final OutputBuffer output;
    private final BudgetShare inputShare;
    private final HalfClose halfClose;
    private final ResponseWriter writer;

    private State state = State.READING_HEAD;
    private boolean loggedIn;

    /** Whether decoding was paused because a secret is being checked. */
    private boolean isReadingHeldUp;

    private boolean stopping;
    private boolean inputEnded;

    /** The number of this connection among the unauthenticated ones, if it is one of them. */
    private long unauthenticated;

    /** The request that is being read or answered; null before its head has arrived. */
    private @Nullable CurrentRequest current;

    private @Nullable FollowStream stream;

    /** What was decoded while a secret was being checked: at most the end of a request, because decoding pauses. */
    private final Deque<HttpContent> undelivered = new ArrayDeque<>();

    /** What the connection takes of the budget of its user, if that is limited. */
    private final BudgetShare userShare;

    HttpConnection(
            ChannelHandlerContext context,
            DoorServices services,
            ClientState client,
            Gatekeeper gatekeeper,
            ConsoleSessions consoles,
            RequestDecoder decoder,
            LoopCounts counts) {
        this.context = context;
        this.services = services;
        this.gatekeeper = gatekeeper;
        this.decoder = decoder;
        this.counts = counts;
        this.client = client;
        this.access =
                new ClientAccess(services.engine(), client, services.logins().audit());
        this.login = new Login(services.logins(), client, context.executor(), consoleLogin(consoles));
        this.arrival = new Arrival(services.limits(), now());
        this.output = new OutputBuffer(context, this::closeUnread);
        this.inputShare = new BudgetShare(context.executor(), this::refuseInput);
        this.userShare = new BudgetShare(context.executor(), this::closeOfUser);
        this.halfClose = new HalfClose(context);
        this.writer = new ResponseWriter(context, services.time());
        this.loggedIn = true;
        updateLogin();
    }

    private ConsoleLogin consoleLogin(ConsoleSessions sessions) {
        int port = context.channel().localAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
        boolean isEncrypted = context.pipeline().get(SslHandler.class) != null;
        return new ConsoleLogin(sessions, port, isEncrypted, services.time());
    }

    private long now() {
        return services.time().nanos();
    }

    private Budgets budgets() {
        return services.budgets(loggedIn);
    }

    /** Bytes have arrived. */
    void arrived(int bytes) {
        if (state == State.READING_HEAD || state == State.READING_BODY) {
            arrival.arrived(bytes, now());
        }
    }

    /** The head of a request has arrived, or something that is none. */
    void head(HttpRequest head) {
        if (state != State.READING_HEAD) {
            return;
        }
        CurrentRequest request = new CurrentRequest(head);
        current = request;
        state = State.LOGGING_IN;
        try {
            Target target = gatekeeper.target(head, localAddress());
            if (gatekeeper.isOpen(target)) {
                admit(request, target);
            } else {
                login.begin(head.headers(), problem -> checked(request, target, problem));
            }
        } catch (ProblemException e) {
            state = State.READING_BODY;
            refuse(request, e.problem());
        }
        if (state == State.LOGGING_IN) {
            isReadingHeldUp = true;
            decoder.pause();
        }
    }

    /** The secret of a request was checked. Why errors are caught: nothing else handles what a task throws. */
    private void checked(CurrentRequest request, Target target, @Nullable Problem problem) {
        if (state != State.LOGGING_IN || current != request) {
            return;
        }
        try {
            updateLogin();
            if (problem == null) {
                admit(request, target);
            } else {
                state = State.READING_BODY;
                refuse(request, problem);
            }
            if (isReadingHeldUp) {
                readHeldUp();
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void admit(CurrentRequest request, Target target) {
        state = State.READING_BODY;
        try {
            request.admit(gatekeeper.admit(request.head, target));
            if (Gatekeeper.awaitsContinue(request.head)) {
                writer.writeContinue();
            }
        } catch (ProblemException e) {
            refuse(request, e.problem());
        }
    }

    /** Reads what has arrived while a secret was being checked, and then more. */
    private void readHeldUp() {
        isReadingHeldUp = false;
        boolean isComplete = false;
        for (HttpContent content = undelivered.poll(); content != null; content = undelivered.poll()) {
            isComplete |= content instanceof LastHttpContent;
            try {
                body(content);
            } finally {
                content.release();
            }
        }
        if (!isComplete && state == State.READING_BODY) {
            decodeMore();
            if (inputEnded && state == State.READING_BODY) {
                context.close();
            }
        }
    }

    private void decodeMore() {
        boolean isNested = decoder.isDecoding(); // why: the caller then goes on decoding, and reads more afterwards
        try {
            decoder.resume();
        } catch (Exception e) {
            fail(e);
            return;
        }
        if (!isNested) {
            readMore();
        }
    }

    /** Why the connection is closed if there is a body: it need not be read then, nor is it certain where it ends. */
    private void refuse(CurrentRequest request, Problem problem) {
        boolean isCertain = request.head.decoderResult().isSuccess() && !Gatekeeper.hasBody(request.head);
        if (isCertain && problem.type() != ProblemType.UNAUTHENTICATED) {
            request.refusal = problem;
        } else {
            refuseAndClose(problem);
        }
    }

    private void refuseAndClose(Problem problem) {
        stopping = true;
        respond(problem.response());
    }

    /** Selects the budgets for the client as it is now: authenticated or not. */
    private void updateLogin() {
        if (loggedIn == client.isLoggedIn()) {
            return;
        }
        loggedIn = client.isLoggedIn();
        if (loggedIn) {
            services.unauthenticated().remove(unauthenticated);
        } else {
            unauthenticated = services.unauthenticated().add(context.channel());
        }
    }

    /** The TLS handshake is complete, and the client has presented this certificate. */
    void identified(X509Certificate certificate) {
        services.logins().identify(client, certificate);
        updateLogin();
    }

    @Override
    public void accessChanged() {
        if (state == State.OVER) {
            return;
        }
        if (client.isRevoked()) {
            services.logOverdue(context.channel().remoteAddress() + ": closed, it belonged to user '" + client.user()
                    + "', who was removed or whose secret or certificate changed");
            context.close();
        } else if (stream != null) {
            stream.endIfForbidden();
        }
    }

    private @Nullable InetAddress localAddress() {
        return context.channel().localAddress() instanceof InetSocketAddress local ? local.getAddress() : null;
    }

    /** A part of the body has arrived, perhaps the last one. The caller still owns it. */
    void body(HttpContent content) {
        CurrentRequest request = current;
        if (state == State.LOGGING_IN) {
            undelivered.add(content.retain());
            return;
        }
        if (state != State.READING_BODY || request == null) {
            return;
        }
        try {
            Gatekeeper.requireParsed(content.decoderResult());
            request.append(content.content());
        } catch (ProblemException e) {
            refuseAndClose(e.problem());
            return;
        }
        if (content instanceof LastHttpContent) {
            answer(request);
        }
    }

    private void answer(CurrentRequest request) {
        state = State.ANSWERING;
        arrival.idle(now());
        if (request.refusal != null) {
            respond(request.refusal.response());
        } else {
            request.begin(services.engine(), access, this, now());
        }
        updateBudgets();
    }

    @Override
    public void respond(Response response) {
        CurrentRequest request = current;
        if (state == State.OVER || request == null) {
            return;
        }
        if (state == State.STREAMING || request.isAnswered) {
            context.close(); // why: a part of another response was written
            return;
        }
        state = State.ANSWERING;
        request.isAnswered = true;
        request.count(response.status(), now(), counts);
        boolean keepsAlive = HttpUtil.isKeepAlive(request.head) && loggedIn && !stopping && !inputEndedBeforeNext();
        request.closes = !keepsAlive;
        writer.write(response, request.isHead(), request.closes);
        completeIfWritten();
    }

    private boolean inputEndedBeforeNext() {
        return inputEnded && decoder.pendingBytes() == 0;
    }

    private void completeIfWritten() {
        CurrentRequest request = current;
        if (state == State.ANSWERING && request != null && request.isAnswered && writer.isDone()) {
            current = null;
            if (request.closes || stopping) {
                hangUp();
            } else {
                readNext();
            }
        }
        updateBudgets();
    }

    private void readNext() {
        state = State.READING_HEAD;
        long now = now();
        arrival.idle(now);
        arrival.arrived(decoder.pendingBytes(), now);
        decodeMore();
    }

    /** Reads more input if a request is expected. */
    void readMore() {
        if (state == State.READING_HEAD && (inputEnded || (stopping && !arrival.isArriving()))) {
            hangUp();
        } else if (state != State.ANSWERING && state != State.LOGGING_IN) {
            context.read();
        }
        updateBudgets();
    }

    private void hangUp() {
        state = State.OVER;
        discardInput();
        releaseRequest();
        halfClose.begin();
    }

    private void releaseUndelivered() {
        undelivered.forEach(HttpContent::release);
        undelivered.clear();
    }

    private void releaseRequest() {
        if (current != null) {
            current.abandon();
            current = null;
        }
    }

    @Override
    public void stream(Step.Stream wanted, Request request) {
        CurrentRequest answered = current;
        if (state != State.ANSWERING || answered == null) {
            return;
        }
        if (answered.isHead()) {
            respond(EventStreamText.head());
            return;
        }
        if (answered.head.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            respond(Problem.notDone(ProblemType.HTTP_VERSION, "a stream of events needs HTTP/1.1")
                    .response());
            return;
        }
        Follows follows = services.newFollows(context.channel(), client, this::followAdvanced);
        FollowStream begun =
                new FollowStream(services.engine(), request.requireStore(), follows, writer, this, services.time());
        Follows.Refusal refusal = begun.begin(wanted);
        if (refusal != null) {
            respond(problem(refusal).response());
            return;
        }
        state = State.STREAMING;
        stream = begun;
        answered.count(EventStreamText.head().status(), now(), counts);
        discardInput();
        context.read();
        if (stopping) {
            begun.end();
        } else {
            begun.proceed();
        }
    }

    private static Problem problem(Follows.Refusal refusal) {
        return refusal == Follows.Refusal.NOT_ALLOWED
                ? Problem.notDone(ProblemType.PERMISSION, refusal.sentence())
                : Problem.passing(ProblemType.LIMIT, refusal.sentence());
    }

    private void followAdvanced() {
        if (stream != null) {
            stream.proceed();
        }
    }

    @Override
    public BrowserLogin login() {
        return login;
    }

    @Override
    public void streamEnded() {
        hangUp();
    }

    @Override
    public void requestTurn(Runnable turn) {
        services.requestTurn(context.executor(), () -> takeTurn(turn), false);
    }

    /** Why errors are caught: nothing else handles what a turn throws. */
    private void takeTurn(Runnable turn) {
        if (state == State.OVER || !context.channel().isActive()) {
            return;
        }
        try {
            turn.run();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    @Override
    public Executor home() {
        return context.executor();
    }

    @Override
    public void weightChanged() {
        updateBudgets();
    }

    /** The channel accepts more output. */
    void writable() {
        writer.proceed();
        completeIfWritten();
        followAdvanced();
    }

    /** The client has closed its side. */
    void inputEnded() {
        inputEnded = true;
        if (state == State.OVER) {
            halfClose.inputEnded();
        } else if (state == State.STREAMING || (state == State.READING_BODY && current != null)) {
            context.close();
        } else if (state == State.READING_HEAD) {
            hangUp();
        }
    }

    private void updateBudgets() {
        if (!context.channel().isActive()) {
            return;
        }
        long body = current == null ? 0 : current.heldInputBytes();
        long queued = writer.queuedBytes() + (current == null ? 0 : current.heldBytes());
        if (!inputShare.set(budgets().input(), decoder.heldBytes() + body)) {
            refuseInput();
        }
        if (!output.updateBudgets(budgets(), queued + (stream == null ? 0 : stream.heldBytes()))) {
            closeUnread();
        }
        ByteBudget ofUser = client.account() == null ? null : client.account().budget();
        if (ofUser == null) {
            userShare.release();
        } else if (!userShare.set(
                ofUser,
                decoder.heldBytes()
                        + body
                        + queued
                        + output.pendingBytes()
                        + (stream == null ? 0 : stream.heldBytes()))) {
            closeOfUser();
        }
    }

    /** The connections of the user together use more memory than the user may, and this connection has the largest share. */
    private void closeOfUser() {
        services.logShedding(context.channel().remoteAddress()
                + ": closed, the requests and replies of its user use more memory than the user may");
        userShare.release();
        context.close();
    }

    /** The incomplete requests of all connections use too much memory, and this connection has the largest share. */
    private void refuseInput() {
        services.logShedding(context.channel().remoteAddress()
                + ": closed, the incomplete requests of all connections use too much memory");
        inputShare.release();
        stopping = true;
        discardInput();
        if (state == State.READING_HEAD || state == State.LOGGING_IN || state == State.READING_BODY) {
            refuseUnread(Problem.passing(
                    ProblemType.LIMIT, "the incomplete requests of all connections use too much memory"));
        }
    }

    /** Refuses a request that has arrived in part, perhaps without its head. */
    private void refuseUnread(Problem problem) {
        if (current == null) {
            current = CurrentRequest.unread();
        }
        refuseAndClose(problem);
    }

    private void discardInput() {
        try {
            decoder.discard();
        } catch (Exception e) {
            fail(e);
        }
    }

    /** The responses that clients have not read use too much memory, and this connection has the largest share. */
    private void closeUnread() {
        services.logShedding(context.channel().remoteAddress()
                + ": closed, the replies that are queued or that clients have not read use too much memory");
        context.close();
    }

    /** Why not: entity tags name the store, and a request whose store is replaced meanwhile is answered as unknown. */
    @Override
    public boolean isBoundToStore() {
        return false;
    }

    @Override
    public void extendDeadlines(long nanos, long now) {
        arrival.extend(nanos, now);
        output.extendDeadline(nanos, now);
    }

    @Override
    public void inspect(long now) {
        updateBudgets();
        accessChanged();
        output.checkProgress(now);
        if (state == State.LOGGING_IN) {
            arrival.notRead(now);
        }
        if (stream != null && login.isSessionOver()) {
            stream.end();
        } else if (stream != null) {
            stream.inspect(now);
        }
        if (arrival.isTooSlow(now, loggedIn)) {
            refuseSlowRequest();
            return;
        }
        String reason = state == State.OVER ? null : arrival.overdue(now, state == State.READING_HEAD, loggedIn);
        long stalledMax = services.limits().output().stalledMax().toNanos();
        if (reason == null && output.stalledNanos(now) > stalledMax) {
            reason = "read none of its replies for "
                    + services.limits().output().stalledMax().toSeconds() + " s";
        }
        if (reason != null) {
            services.logOverdue(context.channel().remoteAddress() + ": closed, it " + reason);
            context.close();
        }
    }

    private void refuseSlowRequest() {
        services.logOverdue(context.channel().remoteAddress() + ": closed, it sends a request too slowly");
        arrival.idle(now());
        refuseUnread(Problem.notDone(ProblemType.TIMEOUT, "the request did not arrive fast enough"));
    }

    @Override
    public void stop() {
        stopping = true;
        if (stream != null) {
            stream.end();
        } else if (state == State.READING_HEAD && !arrival.isArriving()) {
            hangUp();
        }
    }

    @Override
    public void fail(Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("{}: closed, {}", context.channel().remoteAddress(), cause.getMessage());
        } else if (cause instanceof OutOfMemoryError) {
            services.logOutOfMemory(
                    context.channel().remoteAddress() + ": closed, out of memory: " + cause.getMessage());
        } else {
            LOG.error("{}: closed because of a bug", context.channel().remoteAddress(), cause);
        }
        context.close();
    }

    /** The connection is closed: drops its responses and frees its memory. */
    void closed() {
        state = State.OVER;
        login.close();
        client.disconnected();
        releaseUndelivered();
        releaseRequest();
        userShare.release();
        writer.drop();
        inputShare.release();
        output.release();
        services.unauthenticated().remove(unauthenticated);
        if (stream != null) {
            stream.abandon();
            stream = null;
        }
    }
}
