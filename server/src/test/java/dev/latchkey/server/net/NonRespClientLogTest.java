package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.seams.ManualTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NonRespClientLogTest {

    private final ManualTime time = new ManualTime();
    private final List<String> lines = new ArrayList<>();
    private final NonRespClientLog log = new NonRespClientLog(time, lines::add);
    private final InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4_711);

    @Test
    void firstIsLoggedImmediately() {
        log.detected("TLS", peer);
        assertThat(lines).containsExactly(peer + ": closed without a reply, the client speaks TLS on a RESP port");
    }

    @Test
    void atMostOneLinePerMinuteIsLogged() {
        for (int i = 0; i < 1_000; i++) {
            log.detected("HTTP", peer);
            time.pass(Duration.ofMillis(59));
        }
        assertThat(lines).hasSize(1);
        time.pass(Duration.ofSeconds(1));
        log.detected("HTTP", peer);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).endsWith(" (999 similar events were not logged)");
    }
}
