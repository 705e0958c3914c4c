package dev.latchkey.client.link;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client connects to: one IP address of a server.
 *
 * @param server the server as the user named it
 * @param ip the address; null if the transport does not resolve host names
 */
public record Endpoint(ServerAddress server, @Nullable InetAddress ip) {

    /** The maximum number of addresses of one name; others are ignored, so that a round ends in a bounded time. */
    public static final int PER_SERVER_MAX = 32;

    /**
     * Looks up all addresses of a server. May block for a long time.
     *
     * @throws IOException if there is none, with the reason as its message
     */
    public static List<Endpoint> allOf(ServerAddress server, NameResolver names) throws IOException {
        List<InetAddress> found;
        try {
            found = names.resolve(server.host());
        } catch (UnknownHostException e) {
            throw new IOException("unknown host", e);
        } catch (Exception e) { // why all: a security manager or a resolver provider may throw anything
            throw new IOException("cannot resolve the host name: " + e, e);
        }
        if (found.isEmpty()) {
            throw new IOException("the host name has no address");
        }
        List<Endpoint> all = new ArrayList<>();
        found.stream().distinct().limit(PER_SERVER_MAX).forEach(ip -> all.add(new Endpoint(server, ip)));
        return all;
    }

    /** The address as the user named it, and the IP address if that is different. */
    @Override
    public String toString() {
        boolean named =
                ip != null && !NetUtil.isValidIpV4Address(server.host()) && !NetUtil.isValidIpV6Address(server.host());
        return named ? server + " (" + NetUtil.toAddressString(ip) + ")" : server.toString();
    }
}
