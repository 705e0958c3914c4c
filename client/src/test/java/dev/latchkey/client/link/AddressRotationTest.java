package dev.latchkey.client.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A host name with several addresses: any failure of one leads to the next, and each round looks the name up again. */
final class AddressRotationTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(6);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(10), Duration.ofSeconds(1));

    private final ManualLoop loop = new ManualLoop();
    private final ScriptedTransport transport = new ScriptedTransport();

    /** How an attempt to use one address ends. */
    @SuppressWarnings("ImmutableEnumChecker") // why: the functions have no state
    private enum Failure {
        REFUSED(server -> server.drop("Connection refused")),
        NEVER_OPENS(server -> {}),
        SILENT_AFTER_ACCEPT(ScriptedTransport.ServerEnd::open),
        CLOSED_IN_THE_HANDSHAKE(server -> {
            server.open();
            server.drop("the server closed the connection");
        }),
        ERROR_IN_THE_HANDSHAKE(server -> {
            server.open();
            server.deliver("-ERR max number of clients reached\r\n");
        }),
        NO_LATCHKEY_SERVER(server -> {
            server.open();
            server.deliver("+OK\r\n");
        }),
        NO_RESP(server -> {
            server.open();
            server.deliver("HTTP/1.1 400 Bad Request\r\n");
        }),
        LOST_AFTER_THE_HANDSHAKE(server -> {
            server.open();
            server.deliver(Spoken.greeting(Spoken.STORE));
            server.drop("the server closed the connection");
        });

        private final Consumer<ScriptedTransport.ServerEnd> what;

        Failure(Consumer<ScriptedTransport.ServerEnd> what) {
            this.what = what;
        }
    }

    private ConnectionLink open(String addresses) {
        ConnectionLink link = new ConnectionLink(
                loop,
                transport,
                new Random(1),
                ClientConfig.of(addresses).withBackoff(BACKOFF).withAnswerTimeout(TIMEOUT));
        link.open(new Link.Listener() {
            @Override
            public void ready(dev.latchkey.core.StoreId store) {}

            @Override
            public void down(String why) {}

            @Override
            public void refused(String why) {}
        });
        return link;
    }

    private void name(String host, String... addresses) {
        transport.names.put(host, asked -> ips(addresses));
    }

    private static List<InetAddress> ips(String... addresses) throws UnknownHostException {
        List<InetAddress> ips = new ArrayList<>();
        for (String address : addresses) {
            ips.add(InetAddress.getAllByName(address)[0]); // why no lookup: they are literals
        }
        return ips;
    }

    private String lastTried() {
        return transport.last().endpoint.toString();
    }

    /** Waits for the attempt after the current one. */
    private void next() {
        int before = transport.connections.size();
        loop.runUntil(() -> transport.connections.size() > before);
    }

    @ParameterizedTest
    @EnumSource
    void anyFailureLeadsToTheNextAddress(Failure failure) {
        name("kv", "127.0.0.1", "127.0.0.2", "::1");
        open("kv:1");
        List<String> tried = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            tried.add(lastTried());
            failure.what.accept(transport.last());
            next();
        }
        assertThat(tried)
                .containsExactly(
                        "kv:1 (127.0.0.1)",
                        "kv:1 (127.0.0.2)",
                        "kv:1 (::1)",
                        "kv:1 (127.0.0.1)",
                        "kv:1 (127.0.0.2)",
                        "kv:1 (::1)");
    }

    @Test
    void allAddressesOfANameAreTriedBeforeTheNextName() {
        name("a", "127.0.0.1", "127.0.0.2");
        name("b", "127.0.0.3");
        open("a:1,b:2");
        List<String> tried = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tried.add(lastTried());
            transport.last().drop("Connection refused");
            next();
        }
        assertThat(tried).containsExactly("a:1 (127.0.0.1)", "a:1 (127.0.0.2)", "b:2 (127.0.0.3)", "a:1 (127.0.0.1)");
    }

    /** NET-12 */
    @Test
    void nameIsLookedUpAgainInEachRound() {
        name("kv", "127.0.0.1", "127.0.0.2");
        ConnectionLink link = open("kv:1");
        transport.last().drop("Connection refused");
        next();
        assertThat(transport.lookups).hasSize(1);
        name("kv", "127.0.0.9");
        transport.last().drop("Connection refused");
        next();
        assertThat(transport.lookups).hasSize(2);
        assertThat(lastTried()).isEqualTo("kv:1 (127.0.0.9)");
        assertThat(link.status())
                .as("status without the old addresses")
                .isEqualTo("cannot connect to kv:1 (127.0.0.9): no reply yet");
    }

    @Test
    void silentAddressLeavesTimeToTryTheOthers() {
        name("kv", "127.0.0.1", "127.0.0.2", "127.0.0.3");
        open("kv:1");
        transport.last().open();
        loop.advance(TIMEOUT.dividedBy(3).minusNanos(1));
        assertThat(transport.connections).hasSize(1);
        loop.advance(BACKOFF.first().plusNanos(1));
        assertThat(lastTried()).isEqualTo("kv:1 (127.0.0.2)");
    }

    @Test
    void answerTimeoutOfAnEstablishedConnectionIsNotShared() {
        name("kv", "127.0.0.1", "127.0.0.2");
        ConnectionLink link = open("kv:1");
        transport.last().open();
        loop.settle();
        transport.last().deliver(Spoken.greeting(Spoken.STORE));
        link.send(
                new dev.latchkey.core.Command.Get(dev.latchkey.core.Key.of("k")),
                new dev.latchkey.client.clerk.AttemptLog().attempt("k"));
        loop.advance(TIMEOUT.minusNanos(1));
        assertThat(transport.last().closedByClient).isFalse();
        loop.advance(BACKOFF.first().plusNanos(1));
        assertThat(lastTried()).isEqualTo("kv:1 (127.0.0.2)");
    }

    @Test
    void nameWithoutAnAddressIsTriedAgainAndDoesNotStopTheOthers() {
        transport.names.put("kv", host -> {
            throw new SecurityException("no");
        });
        ConnectionLink link = open("kv:1,127.0.0.1:2");
        next();
        assertThat(lastTried()).isEqualTo("127.0.0.1:2");
        transport.last().drop("Connection refused");
        name("kv", "127.0.0.7");
        assertThat(link.status())
                .isEqualTo(
                        "cannot connect to kv:1: cannot resolve the host name: java.lang.SecurityException: no; 127.0.0.1:2: Connection refused");
        next();
        assertThat(lastTried()).isEqualTo("kv:1 (127.0.0.7)");
    }

    @Test
    void lookupThatDoesNotEndIsGivenUp() {
        List<Transport.Resolution> pending = new ArrayList<>();
        List<String> tried = new ArrayList<>();
        Transport slow = new Transport() {
            @Override
            public void connect(Endpoint endpoint, Receiver receiver) {
                tried.add(endpoint.toString());
            }

            @Override
            public void resolve(ServerAddress server, Resolution resolution) {
                if (server.host().equals("kv")) {
                    pending.add(resolution);
                } else {
                    resolution.found(List.of(new Endpoint(server, null)));
                }
            }
        };
        ConnectionLink link = new ConnectionLink(
                loop,
                slow,
                new Random(1),
                ClientConfig.of("kv:1,b:2").withBackoff(BACKOFF).withAnswerTimeout(TIMEOUT));
        link.open(new Link.Listener() {
            @Override
            public void ready(dev.latchkey.core.StoreId store) {}

            @Override
            public void down(String why) {}

            @Override
            public void refused(String why) {}
        });
        loop.advance(TIMEOUT.plus(BACKOFF.first()));
        assertThat(tried).containsExactly("b:2");
        pending.get(0).found(List.of(new Endpoint(new ServerAddress("kv", 1), null)));
        assertThat(tried).as("a result that comes too late").containsExactly("b:2");
        assertThat(link.status())
                .isEqualTo("cannot connect to kv:1: the host name was not resolved within 6000 ms; b:2: no reply yet");
    }

    @Test
    void statusNamesTheServerAndEachAddressThatFailed() {
        name("kv", "127.0.0.1", "::1");
        ConnectionLink link = open("kv:1");
        assertThat(link.status()).isEqualTo("cannot connect to kv:1 (127.0.0.1): no reply yet");
        transport.last().drop("Connection refused");
        next();
        assertThat(link.status())
                .isEqualTo("cannot connect to kv:1 (127.0.0.1): Connection refused; kv:1 (::1): no reply yet");
        transport.last().open();
        loop.settle();
        transport.last().deliver(Spoken.greeting(Spoken.STORE));
        assertThat(link.status()).isEqualTo("connected to kv:1 (::1)");
        transport.last().drop("gone");
        assertThat(link.status()).isEqualTo("cannot connect to kv:1 (::1): the connection was lost: gone");
    }
}
