package dev.latchkey.server.users;

import dev.latchkey.core.PrefixSet;
import dev.latchkey.server.budget.ByteBudget;
import dev.latchkey.server.permissions.Permissions;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A user for whom connections are authenticated. The connections keep it, so that a change of the user's permissions or limits in the
 * users file takes effect on them. It is revoked, and those connections are closed, if the user is removed or logs in by other means
 * from then on. Thread-safe.
 */
public final class Account {

    /** The only user of a server without users, with every permission and no limits. */
    public static final Account DEFAULT = new Account("default", UserLimits.NONE, Permissions.ALL, false);

    private final String name;
    private final boolean ofFile;
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong follows = new AtomicLong();
    private final AtomicLong opening = new AtomicLong();

    private volatile Permissions permissions;
    private volatile UserLimits limits;
    private volatile @Nullable ByteBudget budget;
    private volatile boolean revoked;

    /** The keyed hash of a secret that was found right since the file was read; null if there is none. */
    private volatile byte @Nullable [] proven;

    private Account(String name, UserLimits limits, Permissions permissions, boolean ofFile) {
        this.name = name;
        this.ofFile = ofFile;
        this.limits = limits;
        this.permissions = permissions;
        this.budget = budget(limits);
    }

    static Account of(User user) {
        return new Account(user.name(), user.limits(), user.permissions(), true);
    }

    private static @Nullable ByteBudget budget(UserLimits limits) {
        return limits.limitsBytes() ? new ByteBudget(limits.bytes()) : null;
    }

    /** The name of the user. */
    public String name() {
        return name;
    }

    /** Whether the user is one of a users file, so that events name it and the audit log lists what it does. */
    public boolean isOfFile() {
        return ofFile;
    }

    /** What the user may do now: nothing if the account is revoked. */
    public Permissions permissions() {
        return permissions;
    }

    /** Whether no connection may be authenticated for this account any more. */
    public boolean isRevoked() {
        return revoked;
    }

    /** The budget of the memory that the connections of the user take; null if it is not limited. */
    public @Nullable ByteBudget budget() {
        return budget;
    }

    /** The users file was read again, and the user logs in as before. */
    void update(User user) {
        proven = null;
        if (user.limits().bytes() != limits.bytes()) {
            budget = budget(user.limits());
        }
        limits = user.limits();
        permissions = user.permissions();
    }

    /** The user was removed, or logs in by other means. */
    void revoke() {
        proven = null;
        permissions = Permissions.NONE;
        revoked = true;
    }

    void proven(byte[] keyedHash) {
        proven = keyedHash;
    }

    boolean isProven(byte[] keyedHash) {
        byte[] known = proven;
        return known != null && MessageDigest.isEqual(known, keyedHash);
    }

    /** Counts a connection; returns false if the user has as many as it may have, or the account is revoked. */
    public boolean connect() {
        return !ofFile || (!revoked && take(connections, limits.connections()));
    }

    public void disconnect() {
        connections.addAndGet(ofFile ? -1 : 0);
    }

    /** Counts a follow; returns false if the user has as many as it may have. */
    public boolean follow() {
        return !ofFile || take(follows, limits.follows());
    }

    public void unfollow() {
        follows.addAndGet(ofFile ? -1 : 0);
    }

    private static boolean take(AtomicLong taken, long max) {
        if (taken.incrementAndGet() <= max) {
            return true;
        }
        taken.decrementAndGet();
        return false;
    }

    /** Whether the number of sessions of the user is limited, so that {@link #beginSession} must be called. */
    public boolean limitsSessions() {
        return limits.sessions() != UserLimits.NONE_SET;
    }

    /**
     * Counts a session that is about to be opened; returns false if the user has as many as it may have. {@link #sessionBegun} must follow
     * when the outcome is known.
     *
     * @param existing returns the number of sessions that exist. Why it is called after counting: a session is in one of both numbers
     *     at any time, and possibly in both
     */
    public boolean beginSession(LongSupplier existing) {
        long begun = opening.incrementAndGet();
        if (begun + existing.getAsLong() <= limits.sessions()) {
            return true;
        }
        opening.decrementAndGet();
        return false;
    }

    public void sessionBegun() {
        opening.decrementAndGet();
    }

    /** Whether a follow that shows the events of {@code shown} keys may go on. */
    public boolean mayShow(PrefixSet shown) {
        return permissions.mayFollow(shown);
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }
}
