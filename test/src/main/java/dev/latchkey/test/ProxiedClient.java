package dev.latchkey.test;

import dev.latchkey.core.SessionId;
import dev.latchkey.test.history.HistoryRecorder;
import dev.latchkey.test.history.ReplyResults;
import dev.latchkey.test.history.RequestWords;
import dev.latchkey.trial.faults.ConnectionScript;
import dev.latchkey.trial.faults.Fault;
import dev.latchkey.wire.RespValue;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** One connection through the proxy: its faults, its sessions, and what it contributes to the history. */
final class ProxiedClient implements TestConnection, ConnectionScript {

    private final ConnectionScript.Connection connection;
    private final int number;
    private final ServerSide server;
    private final FaultMenu menu = new FaultMenu();
    private final Set<SessionId> sessions = ConcurrentHashMap.newKeySet();

    /** What receives each reply that the server owes. */
    private final Queue<Consumer<RespValue>> owed = new ConcurrentLinkedQueue<>();

    private volatile boolean isOpen = true;

    /** What the connections of one server share. */
    interface ServerSide {

        FaultMenu menu();

        Gate gate();

        HistoryRecorder recorder();

        KnownSessions known();

        /** Ends a session, as if its time to live had passed. */
        void expire(SessionId session);

        void ended(ProxiedClient client);
    }

    ProxiedClient(ConnectionScript.Connection connection, int number, ServerSide server) {
        this.connection = connection;
        this.number = number;
        this.server = server;
    }

    @Override
    public Fault faultOf(byte[] bytes) {
        RequestWords request = RequestWords.of(bytes);
        Fault fault = menu.next(request).or(() -> server.menu().next(request)).orElse(Fault.NONE);
        server.gate().pass();
        if (!(fault instanceof Fault.CutRequest)) {
            Consumer<RespValue> recorded = server.recorder().sent(request);
            owed.add(recorded.andThen(reply -> server.known().answered(request, reply, sessions)));
        }
        return fault;
    }

    @Override
    public void replied(byte[] bytes) {
        Consumer<RespValue> receiver = owed.poll();
        if (receiver == null) {
            throw new IllegalStateException("a reply without a request");
        }
        receiver.accept(ReplyResults.parse(bytes));
        server.gate().pass();
    }

    @Override
    public void pushed() {
        server.gate().pass();
    }

    @Override
    public void ended() {
        isOpen = false;
        server.ended(this);
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public boolean isOpen() {
        return isOpen;
    }

    @Override
    public Set<SessionId> sessions() {
        return Set.copyOf(sessions);
    }

    @Override
    public void loseNextReply() {
        menu.loseReply(RequestWords::isOfKeys);
    }

    @Override
    public void loseNextReply(String verb) {
        menu.loseReply(request -> request.isNamed(verb));
    }

    @Override
    public void loseNextRequest() {
        menu.loseRequest(RequestWords::isOfKeys);
    }

    @Override
    public void loseNextRequest(String verb) {
        menu.loseRequest(request -> request.isNamed(verb));
    }

    @Override
    public void delay(Duration time) {
        menu.delay(time);
    }

    @Override
    public void cut() {
        connection.cut();
    }

    @Override
    public void expireSessions() {
        sessions().forEach(server::expire);
        sessions.clear();
    }

    @Override
    public void heal() {
        menu.heal();
    }
}
