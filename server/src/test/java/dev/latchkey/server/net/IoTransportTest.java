package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IoTransportTest {

    @ParameterizedTest
    @EnumSource
    void nodeServesWithTheTransportOfItsConfiguration(IoTransport transport) throws IOException {
        assumeTrue(
                transport.isAvailable(),
                () -> "skipped: " + transport + " is not available here: "
                        + transport.whyUnavailable().orElseThrow());
        try (TestNode node = TestNode.start(transport);
                Client client = node.connect()) {
            assertThat(client.hears(":1\r\n", "PUT", "k", "v", "0")).isTrue();
            assertThat(client.hears("$1\r\nv\r\n", "GET", "k")).isTrue();
            assertThat(node.node.figures().transport()).isEqualTo(transport.toString());
        }
    }

    @Test
    void namesAreThoseOfTheSetting() {
        assertThat(IoTransport.named("io_uring")).contains(IoTransport.IO_URING);
        assertThat(IoTransport.named("IO_URING")).isEmpty();
        assertThat(IoTransport.named("")).isEmpty();
        assertThat(IoTransport.NIO.whyUnavailable()).isEmpty();
    }
}
