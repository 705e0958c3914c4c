package dev.latchkey.client.follow;

import dev.latchkey.client.link.Loop;
import dev.latchkey.core.Key;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Wakes up those that wait for a change of a key, by following the key. A key is followed while someone waits for it, and a few seconds
 * longer; at most {@value #KEYS_MAX} keys. Everyone else polls. Used on the event loop.
 *
 * <p>No change is missed: a waiting party looks at the key once after the follow was established, even if nothing has changed, and again
 * after each change since it has begun its last look. So the state that a look shows is either still current, or another look follows.
 */
public final class KeyWakeups {

    /** The maximum number of keys that are followed. */
    public static final int KEYS_MAX = 256;

    /** How long a key stays followed when no one waits for it. */
    private static final Duration UNUSED_MAX = Duration.ofSeconds(5);

    /** How long no key is followed after the server has refused it. */
    private static final Duration REFUSED_FOR = Duration.ofSeconds(5);

    private final Loop loop;
    private final ClientFollows follows;
    private final Map<Key, FollowedKey> keys = new LinkedHashMap<>();

    /** Counts the changes of all keys, so that a change can be compared with a look. */
    private long changes;

    private boolean refused;
    private long refusedAt;

    KeyWakeups(Loop loop, ClientFollows follows) {
        this.loop = loop;
        this.follows = follows;
    }

    /** Returns what waits for changes of {@code key}. Nothing is followed before it waits for the first time. */
    public Waiter waiter(Key key) {
        return new Waiter(key);
    }

    long now() {
        return changes;
    }

    long nextChange() {
        return ++changes;
    }

    Loop loop() {
        return loop;
    }

    ClientFollows follows() {
        return follows;
    }

    private Optional<FollowedKey> followed(Key key) {
        FollowedKey known = keys.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        boolean refusedLately = refused && loop.nanos() - refusedAt < REFUSED_FOR.toNanos();
        if (refusedLately || !follows.arePossible() || !hasRoom()) {
            return Optional.empty();
        }
        FollowedKey begun = new FollowedKey(key, this);
        keys.put(key, begun);
        begun.start();
        return Optional.of(begun);
    }

    /** Whether another key can be followed, if need be in place of one for which no one waits. */
    private boolean hasRoom() {
        if (keys.size() < KEYS_MAX) {
            return true;
        }
        Optional<FollowedKey> unused =
                keys.values().stream().filter(FollowedKey::isUnused).findFirst();
        unused.ifPresent(FollowedKey::end);
        return unused.isPresent();
    }

    /** No one waits for the key any more. */
    Loop.Alarm endLater(FollowedKey key) {
        return loop.schedule(UNUSED_MAX.toNanos(), key::end);
    }

    void remove(FollowedKey key, boolean wasRefused) {
        keys.remove(key.key(), key);
        if (wasRefused) {
            refused = true;
            refusedAt = loop.nanos();
        }
    }

    /** One party that waits for changes of a key, time and again. */
    public final class Waiter {

        private final Key key;

        /** The number of changes when the last look began. */
        private long lookedAt = -1;

        Waiter(Key key) {
            this.key = key;
        }

        /**
         * Runs {@code look} once: after the key may have changed since the last look began, or when the time is over.
         *
         * @param pollNanos the time if the key is not followed at present
         * @param followedNanos the time if it is
         * @param spreadNanos how long after a change the look begins, so that those that compete can take turns
         */
        public Loop.Alarm next(long pollNanos, long followedNanos, long spreadNanos, Runnable look) {
            Runnable begin = () -> {
                lookedAt = changes;
                look.run();
            };
            return followed(key)
                    .map(followed -> followed.await(lookedAt, pollNanos, followedNanos, spreadNanos, begin))
                    .orElseGet(() -> loop.schedule(pollNanos, begin));
        }
    }
}
