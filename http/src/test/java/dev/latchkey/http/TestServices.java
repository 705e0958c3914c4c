package dev.latchkey.http;

import dev.latchkey.engine.Engine;
import dev.latchkey.seams.ManualTime;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.access.LoginThrottle;
import dev.latchkey.server.access.Logins;
import dev.latchkey.server.budget.Budgets;
import dev.latchkey.server.budget.UnauthenticatedConnections;
import dev.latchkey.server.door.DoorServices;
import dev.latchkey.server.follow.FollowRouters;
import dev.latchkey.server.stats.CommandStats;
import dev.latchkey.server.stats.ServerFigures;
import dev.latchkey.server.verbs.Follows;
import dev.latchkey.server.verbs.Handlers;
import dev.latchkey.wire.Limits;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a node would offer, without a node. */
final class TestServices implements DoorServices {

    final ManualTime time;
    final Engine engine;
    final Logins clients;
    final LoginThrottle logins;
    final List<String> log = new ArrayList<>();

    private final Limits limits;
    private final FollowRouters routers;
    private final Budgets authenticated;
    private final Budgets beforeLogin;
    private final UnauthenticatedConnections unauthenticated = new UnauthenticatedConnections();
    private final Handlers handlers;
    private long connections;

    TestServices(Engine engine, Credentials credentials, Limits limits, ManualTime time) {
        this(engine, Logins.of(credentials), limits, time);
    }

    TestServices(Engine engine, Logins clients, Limits limits, ManualTime time) {
        this.engine = engine;
        this.clients = clients;
        this.handlers = new Handlers(clients, engine::storeId, names -> "", SystemChance.seeded(1));
        this.limits = limits;
        this.time = time;
        this.logins = new LoginThrottle(time, log::add);
        this.routers = new FollowRouters(engine, limits.output().followBytesMax());
        this.authenticated = Budgets.authenticated(limits);
        this.beforeLogin = Budgets.beforeLogin(limits);
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public ManualTime time() {
        return time;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public Logins logins() {
        return clients;
    }

    /** The state of a new connection. */
    ClientState newClient() {
        return handlers.newClient(++connections, "test", logins.gate(InetAddress.getLoopbackAddress()));
    }

    @Override
    public Budgets budgets(boolean isAuthenticated) {
        return isAuthenticated ? authenticated : beforeLogin;
    }

    @Override
    public UnauthenticatedConnections unauthenticated() {
        return unauthenticated;
    }

    @Override
    public Follows newFollows(Channel channel, ClientState client, Runnable wake) {
        return new Follows(client, engine, routers, channel.eventLoop(), wake, (follows, followers) -> {});
    }

    @Override
    public void requestTurn(EventExecutor loop, Runnable turn, boolean begun) {
        loop.execute(turn);
    }

    @Override
    public ServerFigures figures() {
        return new ServerFigures(
                5_625,
                0,
                "none",
                Duration.ofSeconds(7),
                1,
                limits.connectionsMax(),
                0,
                1,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                engine.name(),
                engine.keyspace(),
                engine.sessions(),
                engine.history(),
                engine.persistence(),
                engine.storeId(),
                new CommandStats.Totals());
    }

    @Override
    public void logOverdue(String line) {
        log.add(line);
    }

    @Override
    public void logShedding(String line) {
        log.add(line);
    }

    @Override
    public void logOutOfMemory(String line) {
        log.add(line);
    }
}
