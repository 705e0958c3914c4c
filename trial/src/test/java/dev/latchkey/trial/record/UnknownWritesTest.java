package dev.latchkey.trial.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which causes of ErrMaybe are a failure of the run. */
final class UnknownWritesTest {

    private static UnknownWrites with(boolean inSession, String... causes) {
        UnknownWrites writes = new UnknownWrites(inSession);
        for (String cause : causes) {
            writes.add(cause);
        }
        return writes;
    }

    @Test
    void lostSessionChangedStoreAndPassedDeadlineArePossibleInASession() {
        UnknownWrites writes = with(true, "session", "store", "deadline", "deadline");
        assertThat(writes.violation()).isEmpty();
        assertThat(writes.all()).containsEntry("deadline", 2L).containsEntry("session", 1L);
    }

    @Test
    void refusedRetryIsAFailureInASessionOnly() {
        assertThat(with(true, "deadline", "refused", "refused").violation()).hasValueSatisfying(what -> assertThat(what)
                .startsWith("ErrMaybe in a session with the cause 'refused', 2 times"));
        assertThat(with(false, "refused").violation()).isEmpty();
    }
}
