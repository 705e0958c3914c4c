package dev.latchkey.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InlineCommitPolicyTest {

    private static final long SHORT = InlineCommitPolicy.FSYNC_NANOS_MAX / 10;
    private static final int MANY = 200;

    private final InlineCommitPolicy policy = new InlineCommitPolicy();

    private void steps(int count, int answered, long fsyncNanos) {
        for (int step = 0; step < count; step++) {
            policy.countStep(answered, fsyncNanos);
        }
    }

    @Test
    void inlineCommitsNeedAFastDiskFirst() {
        assertThat(policy.isWorthIt()).isFalse();
        steps(10, 50, SHORT);
        assertThat(policy.isWorthIt()).isFalse();
        steps(MANY, 50, SHORT);
        assertThat(policy.isWorthIt()).isTrue();
    }

    @Test
    void oneVerySlowFsyncEndsThemForAWhile() {
        steps(MANY, 50, SHORT);
        policy.countStep(50, 50 * InlineCommitPolicy.FSYNC_NANOS_MAX);
        assertThat(policy.isWorthIt()).isFalse();
        steps(MANY, 50, SHORT);
        assertThat(policy.isWorthIt()).isTrue();
    }

    @Test
    void slowDiskIsNeverWaitedForInline() {
        steps(MANY, 50, 2 * InlineCommitPolicy.FSYNC_NANOS_MAX);
        assertThat(policy.isWorthIt()).isFalse();
    }

    @Test
    void readersAreNotMadeToWait() {
        steps(MANY, 50, SHORT);
        for (int read = 0; read < 6; read++) {
            policy.countRead();
        }
        assertThat(policy.isWorthIt()).as("6 reads beside 50 writes").isTrue();
        policy.countRead();
        assertThat(policy.isWorthIt()).as("7 reads").isFalse();
    }

    @Test
    void readsOfTheLastStepStillCount() {
        steps(MANY, 50, SHORT);
        for (int read = 0; read < 7; read++) {
            policy.countRead();
        }
        policy.countStep(50, SHORT);
        assertThat(policy.isWorthIt()).as("7 reads in the last step").isFalse();
        policy.countStep(50, SHORT);
        assertThat(policy.isWorthIt()).as("no reads for a whole step").isTrue();
    }

    @Test
    void aSingleWriterAmongReadersNeverCommitsInline() {
        steps(MANY, 1, SHORT);
        assertThat(policy.isWorthIt()).isTrue();
        policy.countRead();
        assertThat(policy.isWorthIt()).isFalse();
    }
}
