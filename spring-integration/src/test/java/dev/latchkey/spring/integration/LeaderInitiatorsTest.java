package dev.latchkey.spring.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.test.LatchkeyServer;
import dev.latchkey.test.LatchkeyTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationEvent;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.leader.event.OnRevokedEvent;
import org.springframework.integration.support.leader.LockRegistryLeaderInitiator;

/** The leader initiator of Spring Integration with the lock registry, and our own with elections. */
@LatchkeyTest
final class LeaderInitiatorsTest {

    private final LatchkeyServer server;
    private final RecordingCandidate first = new RecordingCandidate("first");
    private final RecordingCandidate second = new RecordingCandidate("second");
    private final List<ApplicationEvent> events = new CopyOnWriteArrayList<>();
    private final List<Runnable> stops = new ArrayList<>();

    LeaderInitiatorsTest(LatchkeyServer server) {
        this.server = server;
    }

    @AfterEach
    void stop() {
        stops.forEach(Runnable::run);
    }

    private LockRegistryLeaderInitiator byRegistry(LatchkeyLockRegistry registry, RecordingCandidate candidate) {
        LockRegistryLeaderInitiator initiator = new LockRegistryLeaderInitiator(registry, candidate);
        initiator.setHeartBeatMillis(20);
        initiator.setBusyWaitMillis(5);
        initiator.setApplicationEventPublisher(event -> events.add((ApplicationEvent) event));
        stops.add(initiator::stop);
        initiator.start();
        return initiator;
    }

    private LatchkeyLeaderInitiator byElection(RecordingCandidate candidate) {
        LatchkeyLeaderInitiator initiator = new LatchkeyLeaderInitiator(server.connect(), candidate);
        initiator.setApplicationEventPublisher(event -> events.add((ApplicationEvent) event));
        stops.add(initiator::stop);
        initiator.start();
        return initiator;
    }

    @Test
    void registryInitiatorLeadsUntilItStopsAndFreesTheLockCompletely() throws InterruptedException {
        LatchkeyLockRegistry registry = new LatchkeyLockRegistry(server.latchkey());
        LockRegistryLeaderInitiator initiator = byRegistry(registry, first);
        assertThat(first.next()).isEqualTo("granted");
        assertThat(registry.token("scheduler")).isPresent();
        byRegistry(new LatchkeyLockRegistry(server.connect()), second);
        initiator.stop();
        assertThat(first.next()).isEqualTo("revoked");
        assertThat(second.next()).isEqualTo("granted");
        assertThat(first.hasEvents()).isFalse();
    }

    @Test
    void registryInitiatorIsRevokedWhenItsLockIsLostAndLeadsAgainWithANewToken() throws InterruptedException {
        LatchkeyLockRegistry registry = new LatchkeyLockRegistry(server.latchkey());
        byRegistry(registry, first);
        assertThat(first.next()).isEqualTo("granted");
        long token = registry.token("scheduler").orElseThrow().number();
        for (int i = 0; i < 3; i++) {
            assertThat(server.expireLock("spring/scheduler")).isTrue();
            assertThat(first.next()).isEqualTo("revoked");
            assertThat(first.next()).isEqualTo("granted");
        }
        assertThat(registry.token("scheduler").orElseThrow().number()).isGreaterThan(token + 2);
    }

    @Test
    void leaderThatYieldsIsFollowedByTheNext() throws InterruptedException {
        LatchkeyLeaderInitiator one = byElection(first);
        assertThat(first.next()).isEqualTo("granted");
        byElection(second);
        while (server.latchkey().election("scheduler").candidates().isEmpty()) {
            Thread.onSpinWait();
        }
        LeaderContext context = (LeaderContext) first.context;
        assertThat(one.getContext()).isSameAs(context);
        context.yield();
        assertThat(first.next()).isEqualTo("revoked");
        assertThat(second.next()).isEqualTo("granted");
        assertThat(((LeaderContext) second.context).token()).isGreaterThan(context.token());
        assertThat(context.isLeader()).isFalse();
        assertThat(one.getContext().isLeader()).isFalse();
    }

    @Test
    void lossInterruptsTheCandidateAndRevokesItAfterwards() throws InterruptedException {
        first.blocks = true;
        LatchkeyLeaderInitiator initiator = byElection(first);
        assertThat(first.next()).isEqualTo("granted");
        assertThat(server.expireLock("x")).isFalse();
        assertThat(server.expireOwner(dev.latchkey.core.Key.of("election/scheduler")))
                .isTrue();
        assertThat(first.next()).isEqualTo("interrupted");
        assertThat(first.next()).isEqualTo("revoked");
        assertThat(first.next()).isEqualTo("granted");
        initiator.stop();
        assertThat(first.next()).isEqualTo("interrupted");
        assertThat(first.next()).isEqualTo("revoked");
        assertThat(initiator.isRunning()).isFalse();
    }

    @Test
    void stopFreesTheLeadershipBeforeItReturns() throws InterruptedException {
        LatchkeyLeaderInitiator initiator = byElection(first);
        assertThat(first.next()).isEqualTo("granted");
        initiator.stop();
        assertThat(first.next()).isEqualTo("revoked");
        assertThat(server.latchkey().election("scheduler").leader()).isEmpty();
        assertThat(events)
                .hasAtLeastOneElementOfType(OnGrantedEvent.class)
                .hasAtLeastOneElementOfType(OnRevokedEvent.class);
        initiator.start();
        assertThat(first.next()).isEqualTo("granted");
    }
}
