package dev.latchkey.client.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.StoreId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a listener is told about the connections of a client, and how often. */
final class ConnectionReportTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualLoop loop = new ManualLoop();
    private final ScriptedTransport transport = new ScriptedTransport();
    private final List<String> told = new ArrayList<>();

    private final ConnectionListener listener = new ConnectionListener() {
        @Override
        public void connected(String server) {
            told.add("connected " + server);
        }

        @Override
        public void lost(String server, String why, int unreported) {
            told.add("lost " + server + ": " + why + " +" + unreported);
        }

        @Override
        public void unreachable(Duration time, int attempts, String failures) {
            told.add("unreachable " + time.toSeconds() + " s: " + failures);
        }
    };

    private ConnectionLink open(ConnectionListener with) {
        ConnectionLink link = new ConnectionLink(
                loop, transport, new Random(1), ClientConfig.of("a:1,b:2").withListener(with));
        link.open(new Link.Listener() {
            @Override
            public void ready(StoreId store) {}

            @Override
            public void down(String why) {}

            @Override
            public void refused(String why) {}
        });
        return link;
    }

    private void greet() {
        transport.last().open();
        loop.settle();
        transport.last().deliver(Spoken.greeting(Spoken.STORE));
    }

    private void loseAndReconnect() {
        transport.last().drop("gone");
        int before = transport.connections.size();
        loop.runUntil(() -> transport.connections.size() > before);
        greet();
    }

    /** Refuses every attempt for {@code time}. */
    private void refuseFor(Duration time) {
        long end = loop.nanos() + time.toNanos();
        int refused = 0;
        while (end - loop.nanos() > 0) {
            if (transport.connections.size() > refused) {
                refused = transport.connections.size();
                transport.last().drop("Connection refused");
            }
            loop.advance(Duration.ofMillis(1));
        }
    }

    @Test
    void firstConnectionIsReported() {
        open(listener);
        greet();
        loop.advance(MINUTE);
        assertThat(told).containsExactly("connected a:1");
    }

    @Test
    void firstSecondWithoutAServerIsReportedWithEveryAddress() {
        open(listener);
        refuseFor(SECOND.minusMillis(1));
        assertThat(told).isEmpty();
        refuseFor(Duration.ofMillis(2));
        assertThat(told)
                .singleElement()
                .asString()
                .startsWith("unreachable 1 s: cannot connect to ")
                .contains("a:1: Connection refused", "b:2: Connection refused");
    }

    @Test
    void silentServerIsNamedToo() {
        open(listener);
        loop.advance(SECOND);
        assertThat(told).containsExactly("unreachable 1 s: cannot connect to a:1: no reply yet");
    }

    /** No line per retry. */
    @Test
    void outageIsReportedOnceAMinute() {
        open(listener);
        refuseFor(Duration.ofSeconds(150));
        assertThat(told).hasSize(3);
        assertThat(transport.connections.size()).isGreaterThan(100);
        int before = transport.connections.size();
        loop.runUntil(() -> transport.connections.size() > before);
        greet();
        assertThat(told).hasSize(4);
        assertThat(told.get(3)).startsWith("connected ");
        loop.advance(MINUTE.multipliedBy(5));
        assertThat(told).hasSize(4);
    }

    @Test
    void lossAndTheConnectionAfterItAreReported() {
        open(listener);
        greet();
        loseAndReconnect();
        assertThat(told).containsExactly("connected a:1", "lost a:1: gone +0", "connected b:2");
    }

    @Test
    void frequentLossesAreReportedOnceAMinuteAndCounted() {
        open(listener);
        greet();
        for (int i = 0; i < 20; i++) {
            loseAndReconnect();
        }
        assertThat(told).hasSize(3);
        loop.advance(MINUTE);
        loseAndReconnect();
        assertThat(told).hasSize(5);
        assertThat(told.get(3)).endsWith(": gone +19");
    }

    @Test
    void nothingIsReportedAfterTheLinkIsClosed() {
        ConnectionLink link = open(listener);
        greet();
        told.clear();
        link.close();
        loop.advance(MINUTE);
        assertThat(told).isEmpty();
        assertThat(loop.pending()).isZero();
    }

    @Test
    void exceptionOfAListenerDoesNotStopTheClient() {
        List<Throwable> uncaught = new ArrayList<>();
        Thread thread = Thread.currentThread();
        Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
        thread.setUncaughtExceptionHandler((where, failure) -> uncaught.add(failure));
        try {
            ConnectionLink link = open(new ConnectionListener() {
                @Override
                public void connected(String server) {
                    throw new IllegalStateException("connected");
                }

                @Override
                public void lost(String server, String why, int unreported) {
                    throw new IllegalStateException("lost");
                }

                @Override
                public void unreachable(Duration time, int attempts, String failures) {
                    throw new IllegalStateException("unreachable");
                }
            });
            loop.advance(SECOND);
            greet();
            loseAndReconnect();
            assertThat(link.isReady()).isTrue();
        } finally {
            thread.setUncaughtExceptionHandler(before);
        }
        assertThat(uncaught)
                .extracting(Throwable::getMessage)
                .containsExactly("unreachable", "connected", "lost", "connected");
    }
}
