package dev.latchkey.client.link;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Resolves host names; an interface so that tests can supply the addresses. */
@FunctionalInterface
public interface NameResolver {

    /** The name resolution of the operating system, with the cache of the JVM. */
    NameResolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /** Returns all addresses of a host, in order of preference. May block for a long time. */
    List<InetAddress> resolve(String host) throws UnknownHostException;
}
