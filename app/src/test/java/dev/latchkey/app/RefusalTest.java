package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.SipHash;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.server.net.Node;
import dev.latchkey.server.net.NodeConfig;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The command line prints a refusal exactly as the server sent it. */
final class RefusalTest {

    @Test
    void refusedPutPrintsTheServersSentence() throws IOException {
        MemoryEngine full = MemoryEngine.withMemoryLimit(10, StoreId.draw(new Random()), new SipHash(1, 2));
        try (Node node = Node.start(NodeConfig.loopback(0), full)) {
            CommandRun run = CommandRun.Given.server(node.address().getPort()).run("put", "key", "value", "0");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .isEqualTo(
                            "latchkey put: ERRFULL memory limit reached: delete keys, or give the server more memory\n");
        }
    }
}
