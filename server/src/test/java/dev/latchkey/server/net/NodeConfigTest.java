package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.talk.Resp;
import dev.latchkey.server.talk.Talk;
import dev.latchkey.wire.Limits;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Covers SEC-03. */
class NodeConfigTest {

    private static final Credentials PASSWORD = Credentials.of(Resp.bytes(Talk.PASSWORD));

    private static NodeConfig at(String address, Credentials credentials, boolean insecure) {
        return new NodeConfig(new InetSocketAddress(address, 0), credentials, insecure, Limits.STANDARD, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "::ffff:192.0.2.1"})
    void openAddressNeedsAPasswordOrToSayInsecure(String address) {
        assertThatThrownBy(() -> at(address, Credentials.NONE, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("requires a password")
                .hasMessageContaining("--insecure");
        assertThat(at(address, PASSWORD, false).insecure()).isFalse();
        assertThat(at(address, Credentials.NONE, true).insecure()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"})
    void loopbackNeedsNone(String address) {
        assertThat(at(address, Credentials.NONE, false).credentials()).isEqualTo(Credentials.NONE);
    }

    @Test
    void addressMustBeKnown() {
        assertThatThrownBy(() -> new NodeConfig(
                        InetSocketAddress.createUnresolved("nowhere.invalid", 1),
                        Credentials.NONE,
                        true,
                        Limits.STANDARD,
                        0))
                .hasMessage("unknown address 'nowhere.invalid'");
    }

    @Test
    void numberOfThreadsIsBounded() {
        NodeConfig config = NodeConfig.loopback(0);
        assertThat(config.threadsOrDefault()).isBetween(1, 4);
        assertThatThrownBy(() -> new NodeConfig(config.address(), Credentials.NONE, false, Limits.STANDARD, -1))
                .hasMessage("threads must be 0 to 1024, not -1");
    }
}
