package dev.latchkey.client.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionCapacityTest {

    private static final int REQUESTS_MAX = 8_192;

    private final ConnectionFixture fixture = ConnectionFixture.greeted();

    @AfterEach
    void end() {
        fixture.connection.end("the test is over");
    }

    @Test
    void isFullAtTheMaximumOfRequestsAndReadyAgainWhenHalfAreAnswered() {
        for (int i = 0; i < REQUESTS_MAX; i++) {
            assertThat(fixture.connection.isReady()).isTrue();
            fixture.get("k" + i);
        }
        assertThat(fixture.connection.isReady()).isFalse();

        fixture.server.deliver("_\r\n".repeat(REQUESTS_MAX / 2 - 1));
        assertThat(fixture.connection.isReady()).isFalse();
        assertThat(fixture.events).isEmpty();
        fixture.server.deliver("_\r\n");
        assertThat(fixture.connection.isReady()).isTrue();
        fixture.server.deliver("_\r\n".repeat(REQUESTS_MAX / 2));
        assertThat(fixture.events).containsExactly("ready " + Spoken.STORE);
        assertThat(fixture.log.answers).hasSize(REQUESTS_MAX);
    }

    @Test
    void isFullAtTheMaximumOfRequestBytes() {
        Value megabyte = Value.of(new byte[Value.LENGTH_MAX]);
        Command put = new Command.Put(Key.of("k"), megabyte, Version.NONE);
        int taken = 0;
        while (fixture.connection.isReady()) {
            fixture.connection.send(put, fixture.log.attempt("put"));
            taken++;
        }
        assertThat(taken).isEqualTo(16);
        fixture.server.deliver(":1\r\n".repeat(8));
        assertThat(fixture.connection.isReady()).isFalse();
        fixture.server.deliver(":1\r\n");
        assertThat(fixture.connection.isReady()).isTrue();
        assertThat(fixture.events).containsExactly("ready " + Spoken.STORE);
    }

    @Test
    void fullConnectionThatEndsFailsEveryAttempt() {
        for (int i = 0; i < REQUESTS_MAX; i++) {
            fixture.get("k" + i);
        }
        fixture.loop.advance(ConnectionFixture.TIMEOUT);
        assertThat(fixture.log.results).hasSize(REQUESTS_MAX).allMatch(end -> end.contains(" failed: "));
        assertThat(fixture.connection.isReady()).isFalse();
    }
}
