package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.Loop;
import dev.latchkey.client.lock.holder.OwnerText;
import dev.latchkey.client.session.ClientSessions;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The session of one lock handle: opened at its first use, kept while the lock is acquired or held, and closed when it has not been
 * used for a while. An acquisition after that, or after the session was lost, opens another one. All methods are called on the event
 * loop.
 */
final class HandleSession {

    /** How long an unused session is kept for the next acquisition. */
    static final Duration IDLE_MAX = Duration.ofSeconds(5);

    private final ClientSessions sessions;
    private final OpenLocks open;
    private final Loop loop;
    private final Options options;
    private final LastRelease lastRelease = new LastRelease();
    private @Nullable LockSession current;
    private int uses;
    private Loop.Alarm idle = () -> {};

    HandleSession(ClientSessions sessions, OpenLocks open, Loop loop, Options options) {
        this.sessions = sessions;
        this.open = open;
        this.loop = loop;
        this.options = options;
    }

    /** How the last release of the handle has left the key. */
    LastRelease lastRelease() {
        return lastRelease;
    }

    /** An acquisition or a hold begins. */
    void enter() {
        uses++;
        idle.cancel();
    }

    /** An acquisition or a hold has ended. */
    void leave() {
        uses--;
        if (uses == 0 && current != null) {
            idle = loop.schedule(IDLE_MAX.toNanos(), this::retire);
        }
    }

    private void retire() {
        if (current != null) {
            current.retire();
            current = null;
        }
    }

    /** Opens a session unless there is one, without waiting for it. */
    void open() {
        usable();
    }

    private LockSession usable() {
        LockSession known = current;
        if (known == null || !known.isUsable()) {
            known = LockSession.open(sessions, options.ttl(), open);
            current = known;
        }
        return known;
    }

    /** A claim in the session, if it is open. */
    Optional<Claim> claimNow() {
        LockSession known = usable();
        return known.isAlive() ? Optional.of(claim(known)) : Optional.empty();
    }

    /** A claim in the session, as soon as it is open; fails if it is not open within {@code nanosMax}. */
    CompletableFuture<Claim> claim(long nanosMax) {
        CompletableFuture<Claim> result = new CompletableFuture<>();
        Loop.Alarm alarm = loop.schedule(
                nanosMax,
                () -> result.completeExceptionally(
                        new NotSentException("not sent: the session of the lock could not be opened in time")));
        result.whenComplete((claim, failure) -> alarm.cancel());
        usable().opened().whenComplete((session, failure) -> {
            if (failure == null) {
                result.complete(claim(session));
            } else {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }

    private Claim claim(LockSession session) {
        return new SessionClaim(session, options.owner());
    }

    /**
     * The version at which the last release of the handle has left the key. The next acquisition writes at that version without
     * reading the key first, which saves a round trip. If another client has acquired the lock since, the write is refused; so the
     * version is used only if the last acquisition of the handle did not have to wait.
     */
    static final class LastRelease {

        private @Nullable StoreId store;
        private Version free = Version.NONE;
        private boolean isContended;

        /** The key was left free. */
        void released(StoreId in, Version at) {
            store = in;
            free = at;
        }

        /** An acquisition was granted the lock. */
        void acquired(boolean hadToWait) {
            store = null;
            isContended = hadToWait;
        }

        /** The version at which the key probably still is; empty if that is unlikely or if {@code now} is another store. */
        Optional<Version> freeIn(Optional<StoreId> now) {
            return !isContended && store != null && now.equals(Optional.of(store))
                    ? Optional.of(free)
                    : Optional.empty();
        }
    }

    /**
     * The options of a lock handle.
     *
     * @param ttl the time to live of its session
     * @param owner the text by which its holder is described
     * @param inSession whether it is acquired in a session
     * @param heldAtLeast how long it stays held at least, even if it is released before; zero for no such time
     */
    record Options(Duration ttl, String owner, boolean inSession, Duration heldAtLeast) {

        /** @throws IllegalArgumentException if the time to live or the owner text is out of bounds */
        Options {
            ClientConfig.requireSessionTtl(ttl);
            owner = OwnerText.require(owner);
            if (!heldAtLeast.isZero()) {
                ClientConfig.requireSessionTtl(heldAtLeast);
            }
        }

        Options withTtl(Duration other) {
            return new Options(other, owner, inSession, heldAtLeast);
        }

        Options withOwner(String other) {
            return new Options(ttl, other, inSession, heldAtLeast);
        }

        Options withoutSession() {
            return new Options(ttl, owner, false, heldAtLeast);
        }

        Options withHeldAtLeast(Duration other) {
            return new Options(ttl, owner, inSession, other);
        }
    }
}
