package dev.latchkey.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.Version;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Run by {@link LatchkeyExtensionTest}, and with JUnit 6 by {@link JUnit6Test}. */
@LatchkeyTest
class ServersSample {

    static final Collection<LatchkeyServer> SERVERS = new ConcurrentLinkedQueue<>();

    private final Latchkey ofConstructor;

    ServersSample(Latchkey latchkey) {
        ofConstructor = latchkey;
    }

    static void requireClosed(LatchkeyServer server) {
        assertThatThrownBy(server::connect).hasMessage("the server is closed");
    }

    @BeforeEach
    void prepare(Clerk clerk) {
        assertThat(clerk.get("k")).isEmpty();
        clerk.put("k", "v", Version.NONE).orThrow();
    }

    @Test
    void allParametersAreOfOneServer(
            LatchkeyServer server,
            Latchkey latchkey,
            Clerk clerk,
            AsyncClerk async,
            ClientConfig config,
            InetSocketAddress address) {
        SERVERS.add(server);
        assertThat(latchkey).isSameAs(ofConstructor).isSameAs(server.latchkey());
        assertThat(clerk.get("k"))
                .isEqualTo(async.get(dev.latchkey.core.Key.of("k")).join());
        assertThat(server.address()).isEqualTo("127.0.0.1:" + address.getPort());
        try (Latchkey other = Latchkey.connect(config)) {
            assertThat(other.clerk().get("k")).isPresent();
        }
    }

    @Test
    void secondTest(LatchkeyServer server) {
        SERVERS.add(server);
    }

    @Test
    void thirdTest(LatchkeyServer server) {
        SERVERS.add(server);
    }
}
