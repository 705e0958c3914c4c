package dev.latchkey.cluster.bytes;

import dev.latchkey.core.Reply;
import java.util.Optional;

/** The numbers of the refusals that an entry can contain. In the log: append only, never renumber. */
final class Refusals {

    private static final int MEMORY_FULL = 1;

    private Refusals() {}

    static int numberOf(Reply.Refusal reason) {
        if (reason != Reply.Refusal.MEMORY_FULL) {
            throw new IllegalArgumentException("a leader does not refuse a write because of " + reason);
        }
        return MEMORY_FULL;
    }

    static Optional<Reply.Refusal> of(int number) {
        return number == MEMORY_FULL ? Optional.of(Reply.Refusal.MEMORY_FULL) : Optional.empty();
    }
}
