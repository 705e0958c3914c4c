package dev.latchkey.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.seams.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Until when the server certainly keeps a session. */
final class LeaseTest {

    private static final Duration TTL = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();
    private final Lease lease = new Lease(time, TTL);

    @Test
    void leaseBeginsWithTheFirstAnswer() {
        assertThat(lease.isCurrent()).isFalse();
        lease.renew(SentAt.now(time));
        assertThat(lease.isCurrent()).isTrue();
    }

    @Test
    void leaseEndsBeforeTheTimeToLiveCountedFromTheSend() {
        SentAt sent = SentAt.now(time);
        time.pass(Duration.ofSeconds(4));
        lease.renew(sent);
        time.pass(Duration.ofMillis(4_999));
        assertThat(lease.isCurrent()).isTrue();
        time.pass(Duration.ofMillis(1));
        assertThat(lease.isCurrent()).isFalse();
    }

    /** CLK-02: when the server ends the session, the clocks of the client have advanced by 10 % less. */
    @Test
    void clocksThatRunTenPercentSlowerThanThoseOfTheServerEndTheLeaseInTime() {
        lease.renew(SentAt.now(time));
        time.pass(TTL.minus(TTL.dividedBy(10)));
        assertThat(lease.isCurrent()).isFalse();
    }

    @Test
    void wallClockThatJumpsForwardEndsTheLease() {
        lease.renew(SentAt.now(time));
        time.jumpWallClock(Duration.ofSeconds(9));
        assertThat(lease.isCurrent()).isFalse();
    }

    @Test
    void wallClockThatJumpsBackwardDoesNotExtendTheLease() {
        lease.renew(SentAt.now(time));
        time.jumpWallClock(Duration.ofDays(-3_650));
        assertThat(lease.isCurrent()).isTrue();
        time.pass(Duration.ofSeconds(9));
        assertThat(lease.isCurrent()).isFalse();
    }
}
