package dev.latchkey.server.net;

import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.tls.ServerTls;
import dev.latchkey.wire.Limits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of a node.
 *
 * @param addresses the addresses to listen on, at least one, all with the same port; port 0 selects a free port
 * @param credentials the password that clients must send, or none
 * @param insecure whether the node may listen on a non-loopback address without a password
 * @param limits the limits of its connections
 * @param threads the number of event loop threads; 0 selects one for every two cores, up to 4
 * @param tls the TLS policy of all listeners; empty for connections without encryption
 * @param transport how its threads wait for sockets; empty selects epoll if it is available, otherwise NIO
 */
public record NodeConfig(
        List<InetSocketAddress> addresses,
        Credentials credentials,
        boolean insecure,
        Limits limits,
        int threads,
        Optional<ServerTls> tls,
        Optional<IoTransport> transport) {

    /** The default port: LOCK on a telephone keypad. */
    public static final int PORT_DEFAULT = 5_625;

    public NodeConfig {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("no address to listen on");
        }
        if (threads < 0 || threads > 1_024) {
            throw new IllegalArgumentException("threads must be 0 to 1024, not " + threads);
        }
        boolean remoteAllowed = credentials.isRequired()
                || insecure
                || tls.filter(ServerTls::requiresCertificate).isPresent();
        for (InetSocketAddress address : addresses) {
            requireAllowed(address, remoteAllowed);
        }
    }

    private static void requireAllowed(InetSocketAddress address, boolean remoteAllowed) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("unknown address '" + address.getHostString() + "'");
        }
        if (!address.getAddress().isLoopbackAddress() && !remoteAllowed) {
            throw new IllegalArgumentException(
                    "listening on " + address.getAddress().getHostAddress()
                            + " requires a password: other machines can reach it, and anyone who reaches the port could read and"
                            + " write. Set one with --password-file or LATCHKEY_PASSWORD, require client certificates with"
                            + " --tls-ca, or use --insecure");
        }
    }

    /** A node without TLS. */
    public NodeConfig(
            List<InetSocketAddress> addresses, Credentials credentials, boolean insecure, Limits limits, int threads) {
        this(addresses, credentials, insecure, limits, threads, Optional.empty(), Optional.empty());
    }

    /** A node that listens on one address, without TLS. */
    public NodeConfig(
            InetSocketAddress address, Credentials credentials, boolean insecure, Limits limits, int threads) {
        this(List.of(address), credentials, insecure, limits, threads);
    }

    /** The first address to listen on. */
    public InetSocketAddress address() {
        return addresses.get(0);
    }

    /** A node on the loopback address, with the default limits and without a password. */
    public static NodeConfig loopback(int port) {
        return new NodeConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                Credentials.NONE,
                false,
                Limits.STANDARD,
                0);
    }

    /** This configuration with other addresses. */
    public NodeConfig withAddresses(List<InetSocketAddress> others) {
        return new NodeConfig(others, credentials, insecure, limits, threads, tls, transport);
    }

    /** This configuration with other limits. */
    public NodeConfig with(Limits otherLimits) {
        return new NodeConfig(addresses, credentials, insecure, otherLimits, threads, tls, transport);
    }

    /** This configuration with other credentials. */
    public NodeConfig with(Credentials otherCredentials) {
        return new NodeConfig(addresses, otherCredentials, insecure, limits, threads, tls, transport);
    }

    /** This configuration with another number of threads. */
    public NodeConfig withThreads(int otherThreads) {
        return new NodeConfig(addresses, credentials, insecure, limits, otherThreads, tls, transport);
    }

    /** This configuration with TLS on all its listeners. */
    public NodeConfig with(ServerTls policy) {
        return new NodeConfig(addresses, credentials, insecure, limits, threads, Optional.of(policy), transport);
    }

    /** This configuration with a transport, which must be available where the node starts. */
    public NodeConfig with(IoTransport other) {
        return new NodeConfig(addresses, credentials, insecure, limits, threads, tls, Optional.of(other));
    }

    int threadsOrDefault() {
        return threadsOrDefault(threads);
    }

    /**
     * Returns the number of event loop threads for a setting, of which 0 is the default. Why not more by default: the state machine
     * has one lock, and clients on the same machine need cores too.
     */
    public static int threadsOrDefault(int threads) {
        return threads > 0
                ? threads
                : Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));
    }
}
