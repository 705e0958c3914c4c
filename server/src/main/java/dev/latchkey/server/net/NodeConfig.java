package dev.latchkey.server.net;

import dev.latchkey.server.access.Credentials;
import dev.latchkey.wire.Limits;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * How a node is to be run.
 *
 * @param address where it listens; port 0 chooses a free one
 * @param credentials the password that clients must give
 * @param insecure whether it may listen beyond this machine without a password
 * @param limits the bounds of its connections
 * @param threads the number of network threads; 0: as many as suit the machine
 */
public record NodeConfig(
        InetSocketAddress address, Credentials credentials, boolean insecure, Limits limits, int threads) {

    /** The port that people expect: LOCK on a telephone's keys. */
    public static final int PORT_DEFAULT = 5_625;

    public NodeConfig {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("there is no address '" + address.getHostString() + "'");
        }
        if (threads < 0 || threads > 1_024) {
            throw new IllegalArgumentException("threads " + threads + " is not one of 0 to 1024");
        }
        if (!address.getAddress().isLoopbackAddress() && !credentials.isRequired() && !insecure) {
            throw new IllegalArgumentException(
                    "to listen on " + address.getAddress().getHostAddress()
                            + ", which other machines can reach, a password is needed: everybody who reaches the port could read and"
                            + " write. Give one with --password-file or LATCHKEY_PASSWORD, or say --insecure");
        }
    }

    /** A node on this machine's loopback address, with standard limits and without a password. */
    public static NodeConfig loopback(int port) {
        return new NodeConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                Credentials.NONE,
                false,
                Limits.STANDARD,
                0);
    }

    /** The same with other limits. */
    public NodeConfig with(Limits otherLimits) {
        return new NodeConfig(address, credentials, insecure, otherLimits, threads);
    }

    /** The same with a password. */
    public NodeConfig with(Credentials otherCredentials) {
        return new NodeConfig(address, otherCredentials, insecure, limits, threads);
    }

    /** The same with so many network threads; 0: as many as suit the machine. */
    public NodeConfig withThreads(int otherThreads) {
        return new NodeConfig(address, credentials, insecure, limits, otherThreads);
    }

    /** One network thread for every two cores, up to 4: the state machine has one lock, and clients need cores too. */
    int threadsOrDefault() {
        return threads > 0
                ? threads
                : Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));
    }
}
