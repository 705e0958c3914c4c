package dev.latchkey.server.access;

import dev.latchkey.seams.Time;
import dev.latchkey.server.budget.RateLimitedLog;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Slows down the guessing of passwords, and logs it. Each address may fail {@value #FAILURES_FREE} times; after that, the server checks one
 * password per second from that address, on whichever connection, until it has not failed for a while. A token bucket for each address:
 * failures take tokens, a correct password takes none. Thread-safe.
 */
public final class LoginThrottle {

    /** A gate without a throttle, for connections without an address. */
    public static final Gate OPEN = new Gate() {
        @Override
        public boolean mayTry() {
            return true;
        }

        @Override
        public void failed() {
            // Nobody to slow down.
        }
    };

    static final int FAILURES_FREE = 10;

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** Beyond this number, the address that has not failed for the longest time is forgotten. */
    private static final int ADDRESSES_MAX = 4_096;

    /** Clients of one IPv6 network can choose the rest of their address. */
    private static final int IPV6_NETWORK_BYTES = 8;

    private final Time time;
    private final Consumer<String> log;

    /** Guarded by this. */
    private final Map<String, Failures> byAddress = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > ADDRESSES_MAX;
        }
    };

    private long failures;

    /** @param log receives a line for failed logins, at most one per minute and address */
    public LoginThrottle(Time time, Consumer<String> log) {
        this.time = time;
        this.log = log;
    }

    /** What one connection may do. */
    public interface Gate {

        /** Whether a password may be checked now. */
        boolean mayTry();

        /** A password was wrong. */
        void failed();
    }

    /** The failures of one address, which fade as time passes. */
    private static final class Failures {

        private final RateLimitedLog log;

        /** The time at which all tokens are available again. */
        private long fullAt;

        Failures(RateLimitedLog log, long now) {
            this.log = log;
            this.fullAt = now;
        }

        boolean hasToken(long now) {
            return fullAt - now <= INTERVAL.toNanos() * (FAILURES_FREE - 1);
        }

        void take(long now) {
            fullAt = (fullAt - now > 0 ? fullAt : now) + INTERVAL.toNanos();
        }
    }

    /** The gate of a connection from {@code address}; null if it has none. */
    public Gate gate(@Nullable InetAddress address) {
        return address == null ? OPEN : new GateOf(address.getHostAddress(), network(address));
    }

    /** The number of wrong passwords so far. */
    public synchronized long failures() {
        return failures;
    }

    private static String network(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), IPV6_NETWORK_BYTES))
                : address.getHostAddress();
    }

    private final class GateOf implements Gate {

        private final String address;
        private final String network;

        GateOf(String address, String network) {
            this.address = address;
            this.network = network;
        }

        @Override
        public boolean mayTry() {
            synchronized (LoginThrottle.this) {
                Failures of = byAddress.get(network);
                return of == null || of.hasToken(time.nanos());
            }
        }

        @Override
        public void failed() {
            Failures of;
            synchronized (LoginThrottle.this) {
                long now = time.nanos();
                of = byAddress.computeIfAbsent(network, unused -> new Failures(new RateLimitedLog(time, log), now));
                of.take(now);
                failures++;
            }
            of.log.log(address + ": failed login");
        }
    }
}
