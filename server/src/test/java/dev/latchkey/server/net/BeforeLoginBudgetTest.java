package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.seams.ManualTime;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.talk.Resp;
import dev.latchkey.server.talk.Talk;
import dev.latchkey.wire.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** LOAD-11: clients without the password take nothing from those that have it: neither memory for requests nor connections. */
class BeforeLoginBudgetTest {

    private static final String PASSWORD = "secret";
    private static final String OK = "+OK\r\n";

    /** Almost the most that a request may hold before login: three arguments of 16 KiB and a part of the fourth. */
    private static final String UNFINISHED =
            "*10\r\n" + ("$16384\r\n" + "x".repeat(16_384) + "\r\n").repeat(3) + "$16384\r\n" + "x".repeat(16_000);

    private final MemoryEngine engine = Talk.memory();
    private final List<Client> crowd = new ArrayList<>();

    private Node start(Limits limits) throws IOException {
        return Node.start(
                NodeConfig.loopback(0).with(limits).with(Credentials.of(Resp.bytes(PASSWORD))),
                engine,
                new ManualTime());
    }

    private static Client loggedIn(Node node) throws IOException {
        Client client = new Client(node.address());
        assertThat(client.hears(OK, "AUTH", PASSWORD)).isTrue();
        return client;
    }

    private Client unauthenticated(Node node) throws IOException {
        Client client = new Client(node.address());
        crowd.add(client);
        return client;
    }

    @AfterEach
    void closeAll() throws IOException {
        for (Client client : crowd) {
            client.close();
        }
        engine.close();
    }

    @Test
    void thousandUnfinishedRequestsBeforeLoginRefuseNothingToThoseLoggedIn() throws IOException {
        Limits small = Limits.STANDARD.withInputShare(0);
        long most = small.input().beforeLoginBytesMax();
        try (Node node = start(small);
                Client client = loggedIn(node)) {
            String value = "v".repeat(1_000_000);
            String put = Resp.request("PUT", "k", value, "0");
            client.say(put.substring(0, put.length() / 2));
            for (int i = 0; i < 1_000; i++) {
                try {
                    unauthenticated(node).say(UNFINISHED);
                } catch (IOException closed) {
                    assertThat(node.figures().commands().protocolErrors()).isPositive();
                }
            }
            Await.until("some are refused", () -> node.figures().commands().protocolErrors() > 500);
            client.say(put.substring(put.length() / 2));
            assertThat(client.read(4)).isEqualTo(":1\r\n");
            assertThat(client.hears(":2\r\n", "PUT", "k", value, "1")).isTrue();
            assertThat(node.figures().inputBytes()).isLessThanOrEqualTo(most + most / 4);
            try (Client late = loggedIn(node)) {
                assertThat(late.hears("+PONG\r\n", "PING")).isTrue();
            }
        }
    }

    @Test
    void oldestUnauthenticatedConnectionIsClosedWhenThereAreTooMany() throws IOException {
        try (Node node = start(Limits.STANDARD.withConnectionsMax(3));
                Client first = loggedIn(node)) {
            Client oldest = unauthenticated(node);
            assertThat(oldest.hears("-NOAUTH", "PING")).isTrue();
            Client newer = unauthenticated(node);
            assertThat(newer.hears("-NOAUTH", "PING")).isTrue();
            try (Client second = loggedIn(node)) {
                assertThat(oldest.readToEnd()).startsWith(" Authentication required");
                assertThat(first.hears("+PONG\r\n", "PING")).isTrue();
                assertThat(newer.hears(" Auth", "PING")).isTrue();
                Await.until("the oldest is gone", () -> node.figures().connections() == 3);
                try (Client third = loggedIn(node)) {
                    assertThat(third.hears("+PONG\r\n", "PING")).isTrue();
                    Await.until("the newer is gone", () -> node.figures().connections() == 3);
                    assertThat(unauthenticated(node).readToEnd()).isEqualTo("-ERR max number of clients reached\r\n");
                    assertThat(second.hears("+PONG\r\n", "PING")).isTrue();
                    assertThat(node.figures().connectionsRefused()).isEqualTo(3);
                }
            }
        }
    }

    @Test
    void resetMovesTheConnectionBackToThoseThatMakeRoom() throws IOException {
        try (Node node = start(Limits.STANDARD.withConnectionsMax(1));
                Client reset = loggedIn(node)) {
            assertThat(reset.hears("+RESET\r\n", "RESET")).isTrue();
            try (Client next = loggedIn(node)) {
                assertThat(reset.readToEnd()).isEmpty();
                assertThat(next.hears("+PONG\r\n", "PING")).isTrue();
            }
        }
    }
}
