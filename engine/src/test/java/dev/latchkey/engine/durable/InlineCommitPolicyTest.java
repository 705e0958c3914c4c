package dev.latchkey.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InlineCommitPolicyTest {

    private static final long SHORT = InlineCommitPolicy.FORCE_NANOS_MAX / 10;
    private static final int MANY = 200;

    private final InlineCommitPolicy lending = new InlineCommitPolicy();

    private void steps(int count, int answered, long forceNanos) {
        for (int step = 0; step < count; step++) {
            lending.stepped(answered, forceNanos);
        }
    }

    @Test
    void nothingIsLentBeforeTheDiskIsKnownToBeFast() {
        assertThat(lending.isWorthIt()).isFalse();
        steps(10, 50, SHORT);
        assertThat(lending.isWorthIt()).isFalse();
        steps(MANY, 50, SHORT);
        assertThat(lending.isWorthIt()).isTrue();
    }

    @Test
    void oneForceThatIsMuchTooLongEndsItForAWhile() {
        steps(MANY, 50, SHORT);
        lending.stepped(50, 50 * InlineCommitPolicy.FORCE_NANOS_MAX);
        assertThat(lending.isWorthIt()).isFalse();
        steps(MANY, 50, SHORT);
        assertThat(lending.isWorthIt()).isTrue();
    }

    @Test
    void slowDiskIsNeverWaitedForByOthers() {
        steps(MANY, 50, 2 * InlineCommitPolicy.FORCE_NANOS_MAX);
        assertThat(lending.isWorthIt()).isFalse();
    }

    @Test
    void readersAreNotMadeToWait() {
        steps(MANY, 50, SHORT);
        for (int read = 0; read < 6; read++) {
            lending.read();
        }
        assertThat(lending.isWorthIt()).as("6 reads beside 50 writes").isTrue();
        lending.read();
        assertThat(lending.isWorthIt()).as("7 reads").isFalse();
    }

    @Test
    void readersOfTheLastStepAreNotForgottenWhenItEnds() {
        steps(MANY, 50, SHORT);
        for (int read = 0; read < 7; read++) {
            lending.read();
        }
        lending.stepped(50, SHORT);
        assertThat(lending.isWorthIt()).as("7 reads until just now").isFalse();
        lending.stepped(50, SHORT);
        assertThat(lending.isWorthIt()).as("none for a whole step").isTrue();
    }

    @Test
    void oneWriterAmongReadersBorrowsNothing() {
        steps(MANY, 1, SHORT);
        assertThat(lending.isWorthIt()).isTrue();
        lending.read();
        assertThat(lending.isWorthIt()).isFalse();
    }
}
