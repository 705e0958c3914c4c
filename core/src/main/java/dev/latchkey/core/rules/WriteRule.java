package dev.latchkey.core.rules;

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
public final class WriteRule {

    private final Sessions sessions;
    private final long versionMax;

    /** @param versionMax the maximum version */
    public WriteRule(Sessions sessions, Version versionMax) {
        this.sessions = sessions;
        this.versionMax = versionMax.number();
    }

    /**
     * Returns the reply that refuses {@code put}; null if it takes effect.
     *
     * @param isPresent whether the key exists
     * @param before the version of the key, for an absent key its last version
     */
    public @Nullable Reply refusal(Command.Put put, boolean isPresent, Version before, StoreView view) {
        Reply refusal = refusalOfGuard(put.guard(), view);
        if (refusal != null) {
            return refusal;
        }
        Session owner = ownerOf(put);
        if (put.owner() != null && owner == null) {
            return Reply.NoSession.INSTANCE;
        }
        Reply mismatch = mismatch(isPresent ? before : Version.NONE, put.expected());
        if (mismatch != null) {
            return mismatch;
        }
        if (before.number() >= versionMax - 1) {
            return new Reply.Refused(Reply.Refusal.VERSIONS_USED_UP);
        }
        return owner == null || view.canOwn(owner, put.key()) ? null : new Reply.Refused(Reply.Refusal.OWNED_KEYS_FULL);
    }

    /** Returns the session that will own the key of {@code put}; null for none, or if it does not exist. */
    public @Nullable Session ownerOf(Command.Put put) {
        Command.Owner owner = put.owner();
        return owner == null ? null : sessions.find(owner.session(), owner.user());
    }

    /**
     * Returns the reply that refuses {@code delete}; null if it takes effect.
     *
     * @param current the version of the key; {@link Version#NONE} if it is absent
     */
    public @Nullable Reply refusal(Command.Delete delete, Version current, StoreView view) {
        Reply refusal = refusalOfGuard(delete.guard(), view);
        return refusal != null ? refusal : mismatch(current, delete.expected());
    }

    /** Returns the reply that refuses an operation on a key whose version is {@code current}; null if that is the expected one. */
    static @Nullable Reply mismatch(Version current, Version expected) {
        if (current.equals(expected)) {
            return null;
        }
        return current.isNone() ? Reply.NoKey.INSTANCE : new Reply.Conflict(current);
    }

    private static @Nullable Reply refusalOfGuard(Command.@Nullable Guard guard, StoreView view) {
        if (guard == null) {
            return null;
        }
        Version current = view.versionOf(guard.key());
        return current.equals(guard.version()) ? null : new Reply.GuardFailed(current);
    }
}
