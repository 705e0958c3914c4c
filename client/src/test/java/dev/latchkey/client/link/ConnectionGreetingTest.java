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
    void isReadyOnceTheServerHasNamedItsStore() {
        fixture.line.open();
        fixture.loop.settle();
        assertThat(fixture.line.writes).containsExactly(HELLO);
        assertThat(fixture.connection.isReady()).isFalse();

        fixture.line.deliver(Spoken.greeting(Spoken.STORE));
        assertThat(fixture.connection.isReady()).isTrue();
        assertThat(fixture.told).containsExactly("ready " + Spoken.STORE);
    }

    @Test
    void logsInWithinTheGreeting() {
        ConnectionFixture withPassword = new ConnectionFixture(Optional.of("geheim ß"));
        withPassword.line.open();
        withPassword.loop.settle();
        assertThat(withPassword.line.writes)
                .containsExactly("*5\r\n$5\r\nHELLO\r\n$1\r\n3\r\n$4\r\nAUTH\r\n$7\r\ndefault\r\n$9\r\ngeheim "
                        + "\u00c3\u009f\r\n");
    }

    @Test
    void errorAsGreetingIsARefusal() {
        fixture.line.open();
        fixture.line.deliver("-WRONGPASS invalid username-password pair or user is disabled.\r\n");
        assertThat(fixture.told)
                .containsExactly(
                        "refused: WRONGPASS invalid username-password pair or user is disabled.",
                        "ended: WRONGPASS invalid username-password pair or user is disabled.");
        assertThat(fixture.line.closedByClient).isTrue();
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
    void greetingWithoutAStoreIsOfNoLatchkeyServerAndARefusal(String greeting) {
        fixture.line.open();
        fixture.line.deliver(greeting);
        String why = "NOPROTO the reply to HELLO names no store: this is no Latchkey server";
        assertThat(fixture.told).containsExactly("refused: " + why, "ended: " + why);
        assertThat(fixture.line.closedByClient).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"123", "0123456789abcdef0123456789abcdeX"})
    void storeIdThatIsNoneEndsTheConnection(String id) {
        fixture.line.open();
        fixture.line.deliver("%1\r\n$5\r\nstore\r\n" + Spoken.bulk(id));
        assertThat(fixture.told).singleElement().asString().startsWith("ended: the server sent what is no reply");
        assertThat(fixture.connection.isReady()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 400 Bad Request\r\n", "\u0015\u0003\u0001\u0000\u0002"})
    void otherProtocolsAreToldApartByTheirFirstLine(String banner) {
        fixture.line.open();
        fixture.line.deliver(banner + "\r\n");
        assertThat(fixture.told).singleElement().asString().startsWith("ended: the server sent what is no reply");
    }

    @Test
    void greetingHasToComeInTime() {
        fixture.line.open();
        fixture.loop.advance(ConnectionFixture.TIMEOUT.minusNanos(1));
        assertThat(fixture.told).isEmpty();
        fixture.loop.advance(Duration.ofNanos(1));
        assertThat(fixture.told).containsExactly("ended: no connection within 5000 ms");
        assertThat(fixture.line.closedByClient).isTrue();
        assertThat(fixture.loop.pending()).isZero();
    }

    @Test
    void connectionThatOpensAfterItsTimeIsClosedAtOnce() {
        fixture.loop.advance(ConnectionFixture.TIMEOUT);
        assertThat(fixture.told).containsExactly("ended: no connection within 5000 ms");
        fixture.line.open();
        fixture.loop.settle();
        assertThat(fixture.line.closedByClient).isTrue();
        assertThat(fixture.line.writes).isEmpty();
        fixture.line.drop("closed");
        assertThat(fixture.told).hasSize(1);
    }

    @Test
    void connectionThatCannotBeMadeSaysWhy() {
        fixture.line.drop("cannot connect to somewhere:1: Connection refused");
        assertThat(fixture.told).containsExactly("ended: cannot connect to somewhere:1: Connection refused");
        assertThat(fixture.loop.pending()).isZero();
    }

    @Test
    void connectionThatClosesBeforeTheGreetingEnds() {
        fixture.line.open();
        fixture.line.drop("the server closed the connection");
        fixture.loop.settle();
        assertThat(fixture.told).containsExactly("ended: the server closed the connection");
        assertThat(fixture.line.writes).isEmpty();
    }
}
