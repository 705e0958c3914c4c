package dev.latchkey.core.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Version;
import dev.latchkey.core.session.Session;
import dev.latchkey.core.session.Sessions;
import org.jspecify.annotations.Nullable;

/**
 * The rule that decides whether a conditional write takes effect: its guard must hold, its owner must exist, and the expected version
 * must be the current one; checked in this order.
 */
final class WriteRule {

    private final Keyspace keys;
    private final Sessions sessions;
    private final long versionMax;

    WriteRule(Keyspace keys, Sessions sessions) {
        this.keys = keys;
        this.sessions = sessions;
        this.versionMax = keys.limits().versionMax().number();
    }

    /**
     * Returns the reply that refuses {@code put}; null if it takes effect.
     *
     * @param before the version of the key, for an absent key its last version
     */
    @Nullable
    Reply refusal(Command.Put put, @Nullable Entry present, Version before) {
        Reply refusal = refusalOfGuard(put.guard());
        if (refusal != null) {
            return refusal;
        }
        Session owner = ownerOf(put);
        if (put.owner() != null && owner == null) {
            return Reply.NoSession.INSTANCE;
        }
        if (present == null && !put.expected().isNone()) {
            return Reply.NoKey.INSTANCE;
        }
        if (present != null && !before.equals(put.expected())) {
            return new Reply.Conflict(before);
        }
        if (before.number() >= versionMax - 1) {
            return new Reply.Refused(Reply.Refusal.VERSIONS_USED_UP);
        }
        return owner == null || sessions.canOwn(owner, put.key())
                ? null
                : new Reply.Refused(Reply.Refusal.OWNED_KEYS_FULL);
    }

    /** Returns the session that will own the key of {@code put}; null for none, or if it does not exist. */
    @Nullable
    Session ownerOf(Command.Put put) {
        Command.Owner owner = put.owner();
        return owner == null ? null : sessions.find(owner.session(), owner.user());
    }

    /** Returns the reply that refuses {@code delete}; null if it takes effect. */
    @Nullable
    Reply refusal(Command.Delete delete, @Nullable Entry present) {
        Reply refusal = refusalOfGuard(delete.guard());
        if (refusal != null) {
            return refusal;
        }
        if (present == null) {
            return Reply.NoKey.INSTANCE;
        }
        Version current = present.version();
        return current.equals(delete.expected()) ? null : new Reply.Conflict(current);
    }

    private @Nullable Reply refusalOfGuard(Command.@Nullable Guard guard) {
        if (guard == null) {
            return null;
        }
        Entry guarding = keys.get(guard.key(), keys.hashOf(guard.key()));
        Version current = guarding == null ? Version.NONE : guarding.version();
        return current.equals(guard.version()) ? null : new Reply.GuardFailed(current);
    }
}
