package dev.latchkey.client.lock.holder;

import dev.latchkey.core.Value;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The value of the key of a lock that is held: the id of the acquisition and, for a lock with a session, the time and the owner text,
 * separated by spaces.
 *
 * @param id the id of the acquisition
 * @param since when the lock was acquired, by the clock of the holder; empty for a lock without a session
 * @param owner the owner text; may be empty
 */
public record LockValue(String id, Optional<Instant> since, String owner) {

    private static final int ID_BYTES = 16;

    /** An id that no other acquisition has. */
    public static String drawId(RandomGenerator chance) {
        byte[] id = new byte[ID_BYTES];
        chance.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /** The value of a lock without a session. */
    public static Value bare(String id) {
        return Value.of(id);
    }

    /** The value of a lock with a session. */
    public static Value of(String id, long sinceMillis, String owner) {
        Instant since = Instant.ofEpochMilli(sinceMillis).truncatedTo(ChronoUnit.SECONDS);
        return Value.of((id + " " + since + " " + owner).strip());
    }

    /** Whether the lock is held, given the value of its key. */
    public static boolean isTaken(Value value) {
        return value.length() > 0;
    }

    /** Whether the value was written by the acquisition {@code id}. */
    public static boolean isOf(String id, Value value) {
        return !id.isEmpty() && value.utf8().split(" ", 2)[0].equals(id);
    }

    /** Reads any value; empty if the lock is free. */
    public static Optional<LockValue> parse(Value value) {
        if (!isTaken(value)) {
            return Optional.empty();
        }
        String[] parts = value.utf8().split(" ", 3);
        Optional<Instant> since = parts.length > 1 ? instant(parts[1]) : Optional.empty();
        return Optional.of(new LockValue(parts[0], since, since.isPresent() && parts.length > 2 ? parts[2] : ""));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty(); // why not an error: any client may write any value to the key
        }
    }
}
