package dev.latchkey.http;

import dev.latchkey.http.figures.HttpStats;
import dev.latchkey.http.figures.LoopCounts;
import dev.latchkey.http.guard.AllowedHosts;
import dev.latchkey.http.guard.ConsoleSessions;
import dev.latchkey.http.guard.Gatekeeper;
import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.ProblemType;
import dev.latchkey.http.route.Route;
import dev.latchkey.http.route.RouteTable;
import dev.latchkey.http.routes.Api;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.door.Door;
import dev.latchkey.server.door.DoorConnection;
import dev.latchkey.server.door.DoorServices;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The HTTP API of a node. Thread-safe. */
public final class HttpDoor implements Door {

    private final AllowedHosts hosts;
    private final List<Route> further;
    private final HttpStats stats;

    /** Who is logged in to the console of the node. */
    private final ConsoleSessions consoles = new ConsoleSessions();

    /** The checks and routes of the node, which are the same for all its connections. */
    private final AtomicReference<@Nullable Gatekeeper> gatekeeper = new AtomicReference<>();

    /**
     * Creates the API for one node.
     *
     * @param further routes in addition to those of the API
     * @param stats counts the requests
     */
    public HttpDoor(AllowedHosts hosts, List<Route> further, HttpStats stats) {
        this.hosts = hosts;
        this.further = List.copyOf(further);
        this.stats = stats;
    }

    /** The API without further routes. */
    public HttpDoor(AllowedHosts hosts) {
        this(hosts, List.of(), new HttpStats());
    }

    private Gatekeeper gatekeeper(DoorServices services) {
        Gatekeeper known = gatekeeper.get();
        if (known != null) {
            return known;
        }
        RouteTable routes = Api.table(services, further);
        Gatekeeper made = new Gatekeeper(hosts, routes);
        Gatekeeper first = gatekeeper.compareAndExchange(null, made);
        if (first != null) {
            return first;
        }
        stats.serve(routes.routes());
        return made;
    }

    @Override
    public DoorConnection accept(Channel channel, ClientState client, DoorServices services) {
        Gatekeeper checks = gatekeeper(services);
        LoopCounts counts = stats.of(channel.eventLoop());
        HttpHandler[] handler = new HttpHandler[1];
        RequestDecoder decoder =
                new RequestDecoder(bytes -> handler[0].connection().arrived(bytes));
        handler[0] = new HttpHandler(
                context -> new HttpConnection(context, services, client, checks, consoles, decoder, counts));
        channel.pipeline().addLast(decoder, new HttpResponseEncoder(), handler[0]);
        return handler[0].connection();
    }

    @Override
    public ChannelHandler refusal() {
        return new Refusal(Problem.passing(
                        ProblemType.LIMIT,
                        "the server has as many connections as it can have: repeat the request later")
                .response());
    }
}
