package dev.latchkey.client.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.clerk.AttemptLog;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.StoreId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConnectionLinkTest {

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(10), Duration.ofSeconds(1));
    private static final StoreId OTHER_STORE = new StoreId(7, 7);

    private final ManualLoop loop = new ManualLoop();
    private final ScriptedTransport transport = new ScriptedTransport();
    private final AttemptLog log = new AttemptLog();
    private final List<String> events = new ArrayList<>();

    @Test
    void isReadyWithTheFirstGreetingAndReportsTheStore() {
        ConnectionLink link = open("a:1", 1);
        assertThat(link.isReady()).isFalse();
        assertThatThrownBy(() -> get(link, "k")).isInstanceOf(IllegalStateException.class);
        greet(transport.last(), Spoken.STORE);
        assertThat(link.isReady()).isTrue();
        assertThat(events).containsExactly("ready " + Spoken.STORE);
    }

    @Test
    void triesServersInTurnForever() {
        open("a:1,b:2,[::1]:3", 1);
        List<String> tried = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            tried.add(transport.last().address.toString());
            transport.last().drop("Connection refused");
            assertThat(loop.pending()).isOne();
            loop.advanceToNextAlarm();
        }
        for (int i = 0; i < tried.size(); i++) {
            assertThat(tried.get(i)).isEqualTo(List.of("a:1", "b:2", "[::1]:3").get(i % 3));
        }
        assertThat(events)
                .hasSize(3_000)
                .containsOnly(
                        "down: cannot connect to a:1: Connection refused",
                        "down: cannot connect to b:2: Connection refused",
                        "down: cannot connect to [::1]:3: Connection refused");
    }

    /** The bound doubles with each failure up to its maximum, and delays are spread over the whole range below it. */
    @Test
    void waitsAtRandomBelowABoundThatDoubles() {
        int failures = 12;
        long[] shortest = new long[failures];
        long[] longest = new long[failures];
        for (int seed = 0; seed < 300; seed++) {
            ScriptedTransport server = new ScriptedTransport();
            ManualLoop time = new ManualLoop();
            new ConnectionLink(time, server, new Random(seed), config("a:1", 1)).open(new Told());
            for (int i = 0; i < failures; i++) {
                server.last().drop("Connection refused");
                long began = time.nanos();
                time.advanceToNextAlarm();
                long delay = time.nanos() - began;
                shortest[i] = seed == 0 ? delay : Math.min(shortest[i], delay);
                longest[i] = Math.max(longest[i], delay);
            }
        }
        for (int i = 0; i < failures; i++) {
            long bound = Math.min(10_000_000L << i, 1_000_000_000L);
            assertThat(shortest[i]).as("shortest after %d", i + 1).isBetween(1L, bound / 10);
            assertThat(longest[i]).as("longest after %d", i + 1).isBetween(bound * 9 / 10, bound);
        }
    }

    @Test
    void answeredConnectionMakesTheNextWaitShortAgain() {
        ConnectionLink link = open("a:1", 1);
        for (int i = 0; i < 10; i++) {
            transport.last().drop("Connection refused");
            loop.advanceToNextAlarm();
        }
        greet(transport.last(), Spoken.STORE);
        get(link, "k");
        transport.last().deliver("_\r\n");
        transport.last().drop("the server closed the connection");
        int dialled = transport.connections.size();
        loop.advance(BACKOFF.first());
        assertThat(transport.connections).hasSize(dialled + 1);
    }

    /** A server that greets and closes the connection gets the same backoff as one that is unreachable. */
    @Test
    void greetingAloneDoesNotMakeTheNextWaitShort() {
        long longest = 0;
        open("a:1", 1);
        for (int i = 0; i < 60; i++) {
            greet(transport.last(), Spoken.STORE);
            transport.last().drop("the server closed the connection");
            long began = loop.nanos();
            loop.advanceToNextAlarm();
            longest = Math.max(longest, loop.nanos() - began);
        }
        assertThat(longest).isGreaterThan(BACKOFF.max().toNanos() / 2);
    }

    @Test
    void refusalIsReportedAndTheNextServerIsTried() {
        open("a:1,b:2", 1);
        transport.last().open();
        transport.last().deliver("-WRONGPASS no\r\n");
        assertThat(events).containsExactly("refused: WRONGPASS no", "down: cannot connect to a:1: WRONGPASS no");
        loop.advance(BACKOFF.max());
        assertThat(transport.last().address).isEqualTo(new ServerAddress("b", 2));
    }

    @Test
    void fullServerIsNotARefusal() {
        open("a:1", 1);
        transport.last().open();
        transport.last().deliver("-ERR max number of clients reached\r\n");
        assertThat(events).containsExactly("down: cannot connect to a:1: ERR max number of clients reached");
        loop.advance(BACKOFF.max());
        assertThat(transport.connections).hasSize(2);
    }

    @Test
    void leastLoadedConnectionGetsTheNextRequest() {
        ConnectionLink link = open("a:1", 3);
        assertThat(transport.connections).hasSize(3);
        greet(transport.connections.get(1), Spoken.STORE);
        get(link, "first");
        greet(transport.connections.get(0), Spoken.STORE);
        greet(transport.connections.get(2), Spoken.STORE);
        for (int i = 0; i < 5; i++) {
            get(link, "k" + i);
        }
        loop.settle();
        assertThat(requestsOn(0)).isEqualTo(2);
        assertThat(requestsOn(1)).isEqualTo(2);
        assertThat(requestsOn(2)).isEqualTo(2);

        transport.connections.get(2).deliver("_\r\n_\r\n");
        get(link, "next");
        loop.settle();
        assertThat(requestsOn(2)).isEqualTo(3);
    }

    @Test
    void oneConnectionOfSeveralIsEnoughAndTheOthersAreReplaced() {
        ConnectionLink link = open("a:1", 2);
        greet(transport.connections.get(0), Spoken.STORE);
        transport.connections.get(1).drop("Connection refused");
        assertThat(link.isReady()).isTrue();
        get(link, "k");
        loop.advance(BACKOFF.max());
        assertThat(transport.connections).hasSize(3);
        transport.connections.get(0).drop("gone");
        assertThat(link.isReady()).isFalse();
        assertThat(log.results).containsExactly("k failed: gone");
        greet(transport.last(), Spoken.STORE);
        assertThat(link.isReady()).isTrue();
    }

    @Test
    void storeIsReportedWithEachConnection() {
        open("a:1", 1);
        greet(transport.last(), Spoken.STORE);
        transport.last().drop("gone");
        loop.advance(BACKOFF.max());
        greet(transport.last(), OTHER_STORE);
        assertThat(events)
                .containsExactly(
                        "ready " + Spoken.STORE, "down: lost the connection to a:1: gone", "ready " + OTHER_STORE);
    }

    /** Two stores are never in use at the same time: versions of one are meaningless in the other. */
    @Test
    void connectionToAnotherStoreThanTheOneSeenLastIsDropped() {
        ConnectionLink link = open("a:1,b:2", 2);
        greet(transport.connections.get(0), Spoken.STORE);
        get(link, "k");
        greet(transport.connections.get(1), OTHER_STORE);
        assertThat(transport.connections.get(0).closedByClient).isTrue();
        assertThat(log.results).containsExactly("k failed: the server has a different store");
        assertThat(events)
                .startsWith(
                        "ready " + Spoken.STORE, "down: lost the connection to a:1: the server has a different store");
        assertThat(events).endsWith("ready " + OTHER_STORE);
        assertThat(link.isReady()).isTrue();
    }

    @Test
    void closeFailsAttemptsAndStopsConnecting() {
        ConnectionLink link = open("a:1", 2);
        greet(transport.connections.get(0), Spoken.STORE);
        get(link, "k");
        transport.connections.get(1).drop("Connection refused");
        link.close();
        assertThat(log.results).containsExactly("k failed: the client is closed");
        assertThat(transport.connections.get(0).closedByClient).isTrue();
        assertThat(link.isReady()).isFalse();
        loop.advance(Duration.ofDays(1));
        assertThat(transport.connections).hasSize(2);
        assertThat(loop.pending()).isZero();
        link.close();
    }

    private int requestsOn(int connection) {
        return String.join("", transport.connections.get(connection).writes).split("GETV", -1).length - 1;
    }

    private ConnectionLink open(String addresses, int connections) {
        ConnectionLink link = new ConnectionLink(loop, transport, new Random(1), config(addresses, connections));
        link.open(new Told());
        return link;
    }

    private static ClientConfig config(String addresses, int connections) {
        return ClientConfig.of(addresses).withConnections(connections).withBackoff(BACKOFF);
    }

    private void greet(ScriptedTransport.ServerEnd server, StoreId store) {
        server.open();
        loop.settle();
        server.deliver(Spoken.greeting(store));
    }

    private void get(ConnectionLink link, String key) {
        link.send(new Command.Get(Key.of(key)), log.attempt(key));
    }

    private final class Told implements Link.Listener {
        @Override
        public void ready(StoreId store) {
            events.add("ready " + store);
        }

        @Override
        public void down(String why) {
            events.add("down: " + why);
        }

        @Override
        public void refused(String why) {
            events.add("refused: " + why);
        }
    }
}
