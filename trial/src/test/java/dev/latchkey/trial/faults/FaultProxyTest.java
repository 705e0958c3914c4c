package dev.latchkey.trial.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.Version;
import dev.latchkey.seams.SystemTime;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each fault has its documented effect, is counted when it fires, and leaves no thread running. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class FaultProxyTest {

    private final LoopbackServer node = LoopbackServer.open();
    private final AtomicReference<Fault> next = new AtomicReference<>(Fault.NONE);
    private final Queue<ProxyFaultKind> fired = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        node.close();
    }

    private FaultProxy proxy() throws IOException {
        Supplier<Fault> once = () -> next.getAndSet(Fault.NONE);
        return new FaultProxy(
                () -> new Socket(InetAddress.getLoopbackAddress(), node.port()),
                once,
                (kind, begin, end) -> fired.add(kind),
                SystemTime.INSTANCE);
    }

    @Test
    void failureOfTheListenerIsReported() throws IOException {
        ServerSocket broken = new ServerSocket() {
            @Override
            public Socket accept() throws IOException {
                throw new IOException("too many open files");
            }
        };
        FaultProxy proxy = new FaultProxy(
                () -> new Socket(InetAddress.getLoopbackAddress(), node.port()),
                () -> Fault.NONE,
                (kind, begin, end) -> fired.add(kind),
                SystemTime.INSTANCE,
                broken);
        while (proxy.failure() == null) {
            Thread.onSpinWait();
        }
        assertThat(proxy.failure()).hasMessage("too many open files");
        proxy.close();
    }

    @Test
    void closingIsNotReportedAsAFailure() throws IOException {
        FaultProxy proxy = proxy();
        proxy.close();
        assertThat(proxy.failure()).isNull();
    }

    private static Latchkey connect(String address, Duration answerTimeout) {
        return Latchkey.connect(ClientConfig.of(address)
                .withAnswerTimeout(answerTimeout)
                .withBackoff(new Backoff(Duration.ofMillis(1), Duration.ofMillis(4))));
    }

    private PutOutcome createWith(Fault fault, Duration answerTimeout) throws IOException {
        try (FaultProxy proxy = proxy();
                Latchkey latchkey = connect(proxy.address(), answerTimeout)) {
            Clerk clerk = latchkey.clerk().withoutSession();
            assertThat(clerk.get("k")).isEmpty();
            next.set(fault);
            return clerk.put("k", "v", Version.NONE);
        }
    }

    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Duration HASTY = Duration.ofMillis(100);

    @Test
    void cutBeforeLeavesTheFirstSendUndone() throws IOException {
        assertThat(createWith(new Fault.CutRequest(0, false), PATIENT)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
        assertThat(fired).containsExactly(ProxyFaultKind.CUT_BEFORE);
    }

    @Test
    void cutAfterLeavesTheFirstSendDone() throws IOException {
        assertThat(createWith(new Fault.CutReply(0, false), PATIENT)).isInstanceOf(PutOutcome.ErrMaybe.class);
        assertThat(fired).containsExactly(ProxyFaultKind.CUT_AFTER);
    }

    @Test
    void shortDelayIsNotNoticed() throws IOException {
        Duration time = Duration.ofMillis(3);
        assertThat(createWith(new Fault.Delay(time, time), PATIENT)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
        assertThat(fired).containsExactly(ProxyFaultKind.DELAY);
    }

    /** The retry overtakes the first attempt, which is executed when the stall ends, and is refused. */
    @Test
    void stallBeforeTheExecutionLetsTheResendOvertake() throws Exception {
        try (FaultProxy proxy = proxy();
                Latchkey latchkey = connect(proxy.address(), HASTY)) {
            next.set(new Fault.Stall(Duration.ofMillis(400), true));
            assertThat(latchkey.clerk().withoutSession().put("k", "v", Version.NONE))
                    .isEqualTo(new PutOutcome.Ok(Version.of(1)));
            assertThat(latchkey.clerk().withoutSession().delete("k", Version.of(1)))
                    .isEqualTo(new PutOutcome.Ok(Version.of(2)));
            while (latchkey.clerk().withoutSession().get("k").isEmpty()) {
                assertThat(fired).doesNotContain(ProxyFaultKind.SWALLOW);
            }
            assertThat(latchkey.clerk().withoutSession().get("k").orElseThrow().version())
                    .isEqualTo(Version.of(3));
            assertThat(fired).contains(ProxyFaultKind.STALL);
        }
    }

    @Test
    void stallAfterTheExecutionIsErrMaybe() throws IOException {
        assertThat(createWith(new Fault.Stall(Duration.ofMillis(400), false), HASTY))
                .isInstanceOf(PutOutcome.ErrMaybe.class);
        assertThat(fired).containsExactly(ProxyFaultKind.STALL);
    }

    @Test
    void lateCopyOfACreateRevivesADeletedKey() throws IOException {
        try (FaultProxy proxy = proxy();
                Latchkey latchkey = connect(proxy.address(), PATIENT)) {
            next.set(new Fault.ExecuteLate(1_000));
            assertThat(latchkey.clerk().withoutSession().put("k", "v", Version.NONE))
                    .isEqualTo(new PutOutcome.Ok(Version.of(1)));
            assertThat(latchkey.clerk().withoutSession().delete("k", Version.of(1)))
                    .isEqualTo(new PutOutcome.Ok(Version.of(2)));
            assertThat(fired).isEmpty();
            proxy.executeAllLate();
            assertThat(fired).containsExactly(ProxyFaultKind.REPLAY);
            assertThat(latchkey.clerk().withoutSession().get("k").orElseThrow().version())
                    .isEqualTo(Version.of(3));
        }
    }

    @Test
    void lateCopyAuthenticatesLikeItsConnection() throws IOException {
        try (LoopbackServer closed = LoopbackServer.withPassword();
                FaultProxy proxy = new FaultProxy(
                        () -> new Socket(InetAddress.getLoopbackAddress(), closed.port()),
                        () -> next.getAndSet(Fault.NONE),
                        FaultLog.NOWHERE,
                        SystemTime.INSTANCE);
                Latchkey latchkey =
                        Latchkey.connect(ClientConfig.of(proxy.address()).withPassword(LoopbackServer.PASSWORD))) {
            assertThat(latchkey.clerk().withoutSession().get("k")).isEmpty();
            next.set(new Fault.ExecuteLate(1_000));
            assertThat(latchkey.clerk().withoutSession().put("k", "v", Version.NONE))
                    .isEqualTo(new PutOutcome.Ok(Version.of(1)));
            assertThat(latchkey.clerk().withoutSession().delete("k", Version.of(1)))
                    .isEqualTo(new PutOutcome.Ok(Version.of(2)));
            proxy.executeAllLate();
            assertThat(latchkey.clerk().withoutSession().get("k")).isPresent();
        }
    }

    @Test
    void forwardedRequestsAreExecutedBeforeTheProxyIsClosed() throws IOException {
        try (Latchkey direct = connect("127.0.0.1:" + node.port(), PATIENT)) {
            FaultProxy proxy = proxy();
            try (Latchkey latchkey = connect(proxy.address(), PATIENT)) {
                assertThat(latchkey.clerk().withoutSession().get("k")).isEmpty();
                next.set(new Fault.CutReply(0, false));
                assertThat(latchkey.clerk().withoutSession().put("k", "v", Version.NONE))
                        .isInstanceOf(PutOutcome.ErrMaybe.class);
            }
            proxy.close();
            assertThat(direct.clerk().withoutSession().get("k")).isPresent();
        }
    }

    @Test
    void closedProxyLeavesNothingRunning() throws Exception {
        assertThat(createWith(new Fault.SwallowReply(), HASTY)).isInstanceOf(PutOutcome.ErrMaybe.class);
        List<Thread> left = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("fault-proxy"))
                .toList();
        for (Thread thread : left) {
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void scriptSeesRequestsAndTheirRepliesButNoGreetingAndNoPush() throws Exception {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        ConnectionScript script = new ConnectionScript() {
            @Override
            public Fault faultOf(byte[] request) {
                seen.add(Frame.words(request).get(0));
                return Fault.NONE;
            }

            @Override
            public void replied(byte[] reply) {
                seen.add("reply " + (char) reply[0]);
            }

            @Override
            public void pushed() {
                seen.add("push");
            }

            @Override
            public void ended() {
                seen.add("ended");
            }
        };
        try (FaultProxy proxy = new FaultProxy(
                        () -> new Socket(InetAddress.getLoopbackAddress(), node.port()),
                        connection -> script,
                        FaultLog.NOWHERE,
                        SystemTime.INSTANCE);
                Socket client = new Socket(
                        InetAddress.getLoopbackAddress(),
                        Integer.parseInt(proxy.address().split(":", -1)[1]))) {
            client.getOutputStream().write("""
                            *2
                            $5
                            HELLO
                            $1
                            3
                            *2
                            $6
                            FOLLOW
                            $1
                            k
                            *4
                            $3
                            PUT
                            $1
                            k
                            $1
                            v
                            $1
                            0
                            """.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
            BufferedInputStream in = new BufferedInputStream(client.getInputStream());
            for (int i = 0; i < 4; i++) {
                Frame.read(in);
            }
        }
        assertThat(seen)
                .contains("FOLLOW", "PUT", "reply *", "reply :", "push", "ended")
                .hasSize(6);
    }
}
