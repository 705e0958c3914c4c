package dev.latchkey.server.net;

import dev.latchkey.engine.Engine;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.seams.Time;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.access.LoginThrottle;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a node offers to the connections of other protocols than RESP. */
record NodeServices(
        NodeConfig config,
        Engine engine,
        Time time,
        SharedByConnections shared,
        FollowRouters routers,
        LoginThrottle logins,
        Function<Channel, CommandStats> statsOf,
        Supplier<ServerFigures> currentFigures)
        implements DoorServices {

    /** The address of the client; null for a connection that has none. */
    static @Nullable InetAddress addressOf(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress peer ? peer.getAddress() : null;
    }

    @Override
    public RandomGenerator chance() {
        return SystemChance.secure();
    }

    @Override
    public Limits limits() {
        return config.limits();
    }

    @Override
    public Credentials credentials() {
        return config.credentials();
    }

    @Override
    public LoginThrottle.Gate passwords(Channel channel) {
        return logins.gate(addressOf(channel));
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
    public Follows newFollows(Channel channel, Runnable wake) {
        CommandStats stats = statsOf.apply(channel);
        return new Follows(engine, routers, channel.eventLoop(), wake, stats::countFollows);
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
