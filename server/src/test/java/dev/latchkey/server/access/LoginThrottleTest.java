package dev.latchkey.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.seams.ManualTime;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Wrong passwords slow down the address that they come from, and no other. */
final class LoginThrottleTest {

    private final ManualTime time = new ManualTime();
    private final List<String> log = new ArrayList<>();
    private final LoginThrottle throttle = new LoginThrottle(time, log::add);

    private LoginThrottle.Gate gate(String address) throws UnknownHostException {
        return throttle.gate(InetAddress.getByName(address));
    }

    private static void fail(LoginThrottle.Gate gate, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(gate.mayTry()).as("attempt %d", i).isTrue();
            gate.failed();
        }
    }

    @Test
    void tenFailuresAreFreeThenOneASecond() throws UnknownHostException {
        fail(gate("192.0.2.1"), 10);
        assertThat(gate("192.0.2.1").mayTry()).isFalse();
        time.pass(Duration.ofMillis(999));
        assertThat(gate("192.0.2.1").mayTry()).isFalse();
        time.pass(Duration.ofMillis(1));
        fail(gate("192.0.2.1"), 1);
        assertThat(gate("192.0.2.1").mayTry()).isFalse();
        time.pass(Duration.ofSeconds(10));
        fail(gate("192.0.2.1"), 10);
    }

    @Test
    void correctPasswordTakesNothing() throws UnknownHostException {
        LoginThrottle.Gate gate = gate("192.0.2.1");
        for (int i = 0; i < 100; i++) {
            assertThat(gate.mayTry()).isTrue();
        }
    }

    @Test
    void otherAddressesAreNotSlowedDown() throws UnknownHostException {
        fail(gate("192.0.2.1"), 10);
        assertThat(gate("192.0.2.2").mayTry()).isTrue();
        assertThat(throttle.gate(null).mayTry()).isTrue();
    }

    @Test
    void anIpv6NetworkCountsAsOneAddress() throws UnknownHostException {
        for (int i = 1; i <= 10; i++) {
            fail(gate("2001:db8::" + i), 1);
        }
        assertThat(gate("2001:db8::ffff").mayTry()).isFalse();
        assertThat(gate("2001:db8:0:1::1").mayTry()).isTrue();
    }

    @Test
    void addressesAreForgottenBeyondABoundTheOldestFirst() throws UnknownHostException {
        fail(gate("192.0.2.1"), 10);
        for (int i = 0; i < 4_095; i++) {
            fail(gate("10.0." + i / 256 + "." + i % 256), 1);
        }
        assertThat(gate("192.0.2.1").mayTry()).isFalse();
        fail(gate("10.1.0.0"), 1);
        fail(gate("10.1.0.1"), 1);
        assertThat(gate("10.0.0.0").mayTry()).isTrue();
        assertThat(throttle.failures()).isEqualTo(4_107);
    }

    @Test
    void failuresAreLoggedOnceAMinuteForEachAddress() throws UnknownHostException {
        fail(gate("192.0.2.1"), 5);
        fail(gate("192.0.2.2"), 1);
        assertThat(log).containsExactly("192.0.2.1: failed login", "192.0.2.2: failed login");
        time.pass(Duration.ofMinutes(1));
        fail(gate("192.0.2.1"), 1);
        assertThat(log).hasSize(3).last().isEqualTo("192.0.2.1: failed login (4 similar events were not logged)");
    }
}
