package dev.latchkey.client.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionGreetingTest {

    private static final String HELLO = "*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n";

    private final ConnectionFixture fixture = new ConnectionFixture();

    @Test
    void isReadyOnceTheServerHasSentItsStoreId() {
        fixture.server.open();
        fixture.loop.settle();
        assertThat(fixture.server.writes).containsExactly(HELLO);
        assertThat(fixture.connection.isReady()).isFalse();

        fixture.server.deliver(Spoken.greeting(Spoken.STORE));
        assertThat(fixture.connection.isReady()).isTrue();
        assertThat(fixture.events).containsExactly("ready " + Spoken.STORE);
    }

    @Test
    void authenticatesInTheHandshake() {
        ConnectionFixture withPassword = new ConnectionFixture(Optional.of("geheim ß"));
        withPassword.server.open();
        withPassword.loop.settle();
        assertThat(withPassword.server.writes)
                .containsExactly("*5\r\n$5\r\nHELLO\r\n$1\r\n3\r\n$4\r\nAUTH\r\n$7\r\ndefault\r\n$9\r\ngeheim "
                        + "\u00c3\u009f\r\n");
    }

    @Test
    void errorAsGreetingIsARefusal() {
        fixture.server.open();
        fixture.server.deliver("-WRONGPASS invalid username-password pair or user is disabled.\r\n");
        assertThat(fixture.events)
                .containsExactly(
                        "refused: WRONGPASS invalid username-password pair or user is disabled.",
                        "ended: WRONGPASS invalid username-password pair or user is disabled.");
        assertThat(fixture.server.closedByClient).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%1\r\n$6\r\nserver\r\n$5\r\nredis\r\n",
                "%0\r\n",
                "+OK\r\n",
                "*2\r\n$5\r\nstore\r\n$2\r\nno\r\n",
                "%1\r\n$5\r\nstore\r\n:7\r\n",
                "$-1\r\n"
            })
    void greetingWithoutAStoreIdIsARefusal(String greeting) {
        fixture.server.open();
        fixture.server.deliver(greeting);
        String why = "NOPROTO the reply to HELLO has no store id: this is not a Latchkey server";
        assertThat(fixture.events).containsExactly("refused: " + why, "ended: " + why);
        assertThat(fixture.server.closedByClient).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"123", "0123456789abcdef0123456789abcdeX"})
    void malformedStoreIdEndsTheConnection(String id) {
        fixture.server.open();
        fixture.server.deliver("%1\r\n$5\r\nstore\r\n" + Spoken.bulk(id));
        assertThat(fixture.events).singleElement().asString().startsWith("ended: the server sent an invalid reply");
        assertThat(fixture.connection.isReady()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 400 Bad Request\r\n", "\u0015\u0003\u0001\u0000\u0002"})
    void otherProtocolsAreRecognisedByTheirFirstLine(String banner) {
        fixture.server.open();
        fixture.server.deliver(banner + "\r\n");
        assertThat(fixture.events).singleElement().asString().startsWith("ended: the server sent an invalid reply");
    }

    @Test
    void greetingHasToArriveBeforeTheTimeout() {
        fixture.server.open();
        fixture.loop.advance(ConnectionFixture.TIMEOUT.minusNanos(1));
        assertThat(fixture.events).isEmpty();
        fixture.loop.advance(Duration.ofNanos(1));
        assertThat(fixture.events).containsExactly("ended: no connection within 5000 ms");
        assertThat(fixture.server.closedByClient).isTrue();
        assertThat(fixture.loop.pending()).isZero();
    }

    @Test
    void connectionThatOpensAfterTheTimeoutIsClosedImmediately() {
        fixture.loop.advance(ConnectionFixture.TIMEOUT);
        assertThat(fixture.events).containsExactly("ended: no connection within 5000 ms");
        fixture.server.open();
        fixture.loop.settle();
        assertThat(fixture.server.closedByClient).isTrue();
        assertThat(fixture.server.writes).isEmpty();
        fixture.server.drop("closed");
        assertThat(fixture.events).hasSize(1);
    }

    @Test
    void connectionThatCannotBeEstablishedReportsTheReason() {
        fixture.server.drop("cannot connect to somewhere:1: Connection refused");
        assertThat(fixture.events).containsExactly("ended: cannot connect to somewhere:1: Connection refused");
        assertThat(fixture.loop.pending()).isZero();
    }

    @Test
    void connectionThatClosesBeforeTheGreetingEnds() {
        fixture.server.open();
        fixture.server.drop("the server closed the connection");
        fixture.loop.settle();
        assertThat(fixture.events).containsExactly("ended: the server closed the connection");
        assertThat(fixture.server.writes).isEmpty();
    }
}
