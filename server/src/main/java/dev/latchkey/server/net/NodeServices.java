package dev.latchkey.server.net;

import dev.latchkey.engine.Engine;
import dev.latchkey.seams.Time;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.access.Logins;
import dev.latchkey.server.budget.Budgets;
import dev.latchkey.server.budget.UnauthenticatedConnections;
import dev.latchkey.server.door.DoorServices;
import dev.latchkey.server.follow.FollowRouters;
import dev.latchkey.server.stats.CommandStats;
import dev.latchkey.server.stats.ServerFigures;
import dev.latchkey.server.verbs.Follows;
import dev.latchkey.wire.Limits;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a node offers to the connections of other protocols than RESP. */
record NodeServices(
        NodeConfig config,
        Engine engine,
        Time time,
        SharedByConnections shared,
        FollowRouters routers,
        Logins logins,
        Function<Channel, CommandStats> statsOf,
        Supplier<ServerFigures> currentFigures)
        implements DoorServices {

    @Override
    public Limits limits() {
        return config.limits();
    }

    @Override
    public Budgets budgets(boolean authenticated) {
        return authenticated ? shared.authenticated() : shared.beforeLogin();
    }

    @Override
    public UnauthenticatedConnections unauthenticated() {
        return shared.unauthenticated();
    }

    @Override
    public Follows newFollows(Channel channel, ClientState client, Runnable wake) {
        CommandStats stats = statsOf.apply(channel);
        return new Follows(client, engine, routers, channel.eventLoop(), wake, stats::countFollows);
    }

    @Override
    public void requestTurn(EventExecutor loop, Runnable turn, boolean begun) {
        shared.turns().of(loop).add(turn, begun);
    }

    @Override
    public ServerFigures figures() {
        return currentFigures.get();
    }

    @Override
    public void logOverdue(String line) {
        shared.overdue().log(line);
    }

    @Override
    public void logShedding(String line) {
        shared.shedding().log(line);
    }

    @Override
    public void logOutOfMemory(String line) {
        shared.outOfMemory().log(line);
    }
}
