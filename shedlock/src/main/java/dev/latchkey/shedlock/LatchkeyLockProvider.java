package dev.latchkey.shedlock;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.lock.holder.LockValue;
import dev.latchkey.client.lock.holder.OwnerText;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.seams.SystemTime;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import net.javacrumbs.shedlock.core.ExtensibleLockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.support.LockException;

/**
 * Locks of ShedLock in a Latchkey store, with fencing tokens: every lock is a {@link FencedLock}, which jobs get from {@link
 * FencedLocks#current(String)}.
 *
 * <ul>
 *   <li>{@code lockAtMostFor} has a resolution of a millisecond and is at most 24 hours. The server frees the lock when it has passed, in
 *       order with all commands: a client that asks later gets the lock.
 *   <li>{@code lockAtLeastFor} is kept by the server too, so a lock outlives the process that has released it early.
 *   <li>{@code lock} returns empty only if another holder certainly has the lock. If the server cannot be reached, or the outcome is
 *       unknown, it throws {@link LockException}; a lock that was acquired without anybody's knowledge then expires after
 *       {@code lockAtMostFor}, if it is not freed before.
 *   <li>Releasing or extending a lock that has expired never affects another holder.
 * </ul>
 *
 * <p>The lock {@code NAME} is the Latchkey lock {@code shedlock/NAME}: {@code latchkey lock --status shedlock/NAME} shows its holder, and
 * {@code --break} frees it. Thread-safe. Closing the {@link Latchkey} is up to the caller; locks that are held then stay held.
 */
public final class LatchkeyLockProvider implements ExtensibleLockProvider {

    /** The default prefix of the names of locks. */
    public static final String PREFIX_DEFAULT = "shedlock/";

    /**
     * A session that is to last less than this gets it only when it owns the lock, because it could expire before. So a lock whose
     * client dies during the acquisition stays held for this long, if {@code lockAtMostFor} is less.
     */
    private static final Duration ACQUIRING_MIN = Duration.ofSeconds(2);

    private final AsyncClerk clerk;
    private final String prefix;
    private final String owner;
    private final RandomGenerator chance = SystemChance.secure();

    /** A provider whose locks are named with the {@linkplain #PREFIX_DEFAULT default prefix}. */
    public LatchkeyLockProvider(Latchkey latchkey) {
        this(latchkey, PREFIX_DEFAULT);
    }

    /**
     * A provider whose locks are named with another prefix, so that several applications can use one store.
     *
     * @param prefix may be empty; then locks are shared with all clients of Latchkey that use the same names
     */
    public LatchkeyLockProvider(Latchkey latchkey, String prefix) {
        this(latchkey.clerk().async(), prefix);
    }

    private LatchkeyLockProvider(AsyncClerk clerk, String prefix) {
        this.clerk = clerk;
        this.prefix = prefix;
        this.owner = OwnerText.ofProcess("ShedLock");
    }

    /** Returns a provider whose requests have another deadline than that of the client. */
    public LatchkeyLockProvider withDeadline(Duration deadline) {
        return new LatchkeyLockProvider(clerk.withDeadline(deadline), prefix);
    }

    /**
     * Acquires the lock if it is free. Blocks until the server has replied, at most for the deadline of the client for each of up to four
     * requests.
     *
     * @throws LockException if it is not known whether another holder has the lock
     */
    @Override
    public Optional<SimpleLock> lock(LockConfiguration configuration) {
        Key key = LockName.key(prefix, configuration.getName());
        Optional<Versioned> found = new LockRequests(clerk).read(key);
        if (found.filter(lock -> LockValue.isTaken(lock.value())).isPresent()) {
            return Optional.empty();
        }
        Version free = found.map(Versioned::version).orElse(Version.NONE);
        Duration atMost = configuration.getLockAtMostFor();
        boolean isShort = atMost.compareTo(ACQUIRING_MIN) < 0;
        TimedSession session = TimedSession.open(clerk, isShort ? ACQUIRING_MIN : atMost);
        Optional<Version> token = Optional.empty();
        try {
            Optional<Version> taken = session.take(key, value(), free);
            if (taken.isPresent() && isShort && !session.keep(atMost)) {
                throw new LockException("the session of the lock has expired during its acquisition");
            }
            token = taken;
        } finally {
            if (token.isEmpty()) {
                session.discard();
            }
        }
        return token.map(granted -> FencedSimpleLock.acquired(configuration, key, granted, session));
    }

    private Value value() {
        return LockValue.of(LockValue.drawId(chance), SystemTime.INSTANCE.wallMillis(), owner);
    }
}
