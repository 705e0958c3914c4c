package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.talk.Resp;
import dev.latchkey.wire.verbs.Verb;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** SEC-04: passwords cannot be guessed at the speed of the network. */
final class GuessedPasswordsTest {

    private static final String WRONGPASS = "-WRONGPASS invalid username-password pair or user is disabled.\r\n";

    @Test
    void afterTenFailuresAnAddressMayTryOncePerSecondOnAllItsConnections() throws IOException {
        try (TestNode node = TestNode.start(Credentials.of(Resp.bytes("secret")))) {
            for (int i = 0; i < 10; i++) {
                try (Client guesser = node.connect()) {
                    assertThat(guesser.hears(WRONGPASS, "AUTH", "guess " + i)).isTrue();
                }
            }
            try (Client waiting = node.connect()) {
                waiting.say(Resp.request("AUTH", "secret") + Resp.request("PING"));
                Await.until("the password was checked", () -> {
                    node.passSecond();
                    return node.calls(Verb.PING) == 1;
                });
                assertThat(waiting.read(12)).isEqualTo("+OK\r\n+PONG\r\n");
            }
            assertThat(node.node.figures().loginsFailed()).isEqualTo(10);
        }
    }
}
