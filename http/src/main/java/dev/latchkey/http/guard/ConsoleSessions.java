package dev.latchkey.http.guard;

import dev.latchkey.seams.Time;
import dev.latchkey.server.permissions.Permissions;
import dev.latchkey.server.users.Account;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The console sessions of a node: who is logged in to the console by which cookie. A session ends on logout, after {@link #IDLE_MAX} without
 * a request, after {@link #AGE_MAX} in any case, and when the account of its user changes. Sessions are in memory only, and their number is
 * bounded. The table contains digests of the tokens, so that nothing in it can be presented as a cookie. Thread-safe.
 */
public final class ConsoleSessions {

    /** A session without requests for this long has ended. */
    static final Duration IDLE_MAX = Duration.ofMinutes(30);

    /** A session that was begun this long ago has ended. */
    static final Duration AGE_MAX = Duration.ofHours(12);

    /** The memory of all sessions together. */
    static final int BYTES_MAX = 524_288;

    /** The memory of one session, estimated generously: the entry of the map, the digest as text, and the session. */
    static final int SESSION_BYTES = 512;

    /** The maximum number of sessions of one user. Why: no user can use up the sessions of all. */
    static final int SESSIONS_OF_USER_MAX = 16;

    private final ReentrantLock lock = new ReentrantLock();

    /** By the digest of the token. Guarded by {@link #lock}. */
    private final Map<String, Session> sessions = new HashMap<>();

    /**
     * A session.
     *
     * @param rules the permissions of the account when the session began: another object after each change of the users file
     */
    record Session(Account account, Permissions rules, long begunAt, LastUse lastUse) {

        /** Whether the session has ended. */
        boolean isOver(long now) {
            return account.isRevoked()
                    || account.permissions() != rules
                    || lastUse.isLoggedOut
                    || now - begunAt > AGE_MAX.toNanos()
                    || now - lastUse.at > IDLE_MAX.toNanos();
        }
    }

    /** What changes of a session. Why volatile: a stream of another connection looks at it without the lock. */
    static final class LastUse {
        private volatile long at;
        private volatile boolean isLoggedOut;

        LastUse(long now) {
            this.at = now;
        }
    }

    /** A token that was drawn from a secure source, as it is in the cookie. */
    record Token(String text) {

        /** Reveals nothing. */
        @Override
        public String toString() {
            return "a token";
        }
    }

    /**
     * Begins a session of {@code account} under a new token. Ends the least recently used session of the user if it has the maximum number;
     * returns false, and begins none, if all users together have.
     */
    boolean begin(Token token, Account account, Time time) {
        long now = time.nanos();
        lock.lock();
        try {
            sessions.values().removeIf(session -> session.isOver(now));
            endLeastRecent(account);
            if ((sessions.size() + 1L) * SESSION_BYTES > BYTES_MAX) {
                return false;
            }
            sessions.put(digest(token), new Session(account, account.permissions(), now, new LastUse(now)));
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void endLeastRecent(Account account) {
        List<Map.Entry<String, Session>> own = sessions.entrySet().stream()
                .filter(entry -> entry.getValue().account() == account)
                .sorted(Comparator.comparingLong(entry -> entry.getValue().lastUse.at))
                .toList();
        if (own.size() >= SESSIONS_OF_USER_MAX) {
            end(own.get(0).getKey());
        }
    }

    private void end(String digest) {
        Session ended = sessions.remove(digest);
        if (ended != null) {
            ended.lastUse.isLoggedOut = true;
        }
    }

    /** Returns the session of a token, which counts as used; null if it does not exist or has ended. */
    @Nullable
    Session use(Token token, Time time) {
        long now = time.nanos();
        String digest = digest(token);
        lock.lock();
        try {
            Session session = sessions.get(digest);
            if (session == null) {
                return null;
            }
            if (session.isOver(now)) {
                end(digest);
                return null;
            }
            session.lastUse.at = now;
            return session;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the session of a token. Idempotent. */
    void end(Token token) {
        lock.lock();
        try {
            end(digest(token));
        } finally {
            lock.unlock();
        }
    }

    /** The memory of all sessions, estimated. */
    long heldBytes() {
        lock.lock();
        try {
            return (long) sessions.size() * SESSION_BYTES;
        } finally {
            lock.unlock();
        }
    }

    private static String digest(Token token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(token.text().getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
