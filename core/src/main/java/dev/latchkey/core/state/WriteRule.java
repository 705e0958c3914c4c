package dev.latchkey.core.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Version;
import org.jspecify.annotations.Nullable;

/** The rule that decides whether a conditional write takes effect: the expected version must be the current one. */
final class WriteRule {

    private final long versionMax;

    WriteRule(StateLimits limits) {
        this.versionMax = limits.versionMax().number();
    }

    /**
     * Returns the reply that refuses {@code put}; null if it takes effect.
     *
     * @param before the version of the key, for an absent key its last version
     */
    @Nullable
    Reply refusal(Command.Put put, @Nullable Entry present, Version before) {
        if (present == null && !put.expected().isNone()) {
            return Reply.NoKey.INSTANCE;
        }
        if (present != null && !before.equals(put.expected())) {
            return new Reply.Conflict(before);
        }
        return before.number() >= versionMax - 1 ? new Reply.Refused(Reply.Refusal.VERSIONS_USED_UP) : null;
    }

    /** Returns the reply that refuses {@code delete} of a present key; null if it takes effect. */
    @Nullable
    Reply refusal(Command.Delete delete, Entry present) {
        Version current = present.version();
        return current.equals(delete.expected()) ? null : new Reply.Conflict(current);
    }
}
