package dev.latchkey.http.routes;

import dev.latchkey.http.console.ConsoleRoutes;
import dev.latchkey.http.console.LoginRoutes;
import dev.latchkey.http.route.Route;
import dev.latchkey.http.route.RouteTable;
import dev.latchkey.http.transaction.TransactionRoutes;
import dev.latchkey.server.door.DoorServices;
import java.util.ArrayList;
import java.util.List;

/** All routes of the API. */
public final class Api {

    private Api() {}

    /**
     * Returns the table of routes of a node.
     *
     * @param further routes in addition to those of the API
     */
    public static RouteTable table(DoorServices services, List<Route> further) {
        List<Route> routes = new ArrayList<>();
        routes.addAll(KeyRoutes.all());
        routes.addAll(TransactionRoutes.all());
        routes.addAll(ListRoutes.all());
        routes.addAll(new FollowRoutes(services.engine()).all());
        routes.addAll(new SessionRoutes(services).all());
        routes.addAll(new LockRoutes(LockResource.LOCK).all());
        routes.addAll(new LockRoutes(LockResource.ELECTION).all());
        routes.addAll(new StatusRoutes(services).all());
        routes.addAll(further);
        routes.addAll(new LoginRoutes(services.logins().credentials().isRequired()).all());
        routes.addAll(ConsoleRoutes.all());
        return new RouteTable(routes);
    }
}
