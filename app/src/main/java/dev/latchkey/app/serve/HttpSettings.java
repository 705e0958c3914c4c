package dev.latchkey.app.serve;

import dev.latchkey.http.guard.AllowedHosts;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * The validated settings of the HTTP API.
 *
 * @param addresses the addresses to listen on, at least one, all with the same port
 * @param hosts the host names under which clients may address the server
 * @param isRequired whether the user has asked for it, so that the server does not start without it
 */
record HttpSettings(List<InetSocketAddress> addresses, AllowedHosts hosts, boolean isRequired) {

    HttpSettings {
        addresses = List.copyOf(addresses);
    }
}
