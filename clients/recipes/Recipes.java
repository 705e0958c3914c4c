import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisDataException;

/** The recipes of docs/clients.md for Jedis. LATCHKEY_PORT is the port of an empty server. Exits with code 0 if each did what it should. */
public final class Recipes {

    private static final int ATTEMPTS_MAX = 100;

    static Object send(RedisClient client, String name, String... words) {
        ProtocolCommand command = () -> name.getBytes(StandardCharsets.US_ASCII);
        return client.sendCommand(command, words);
    }

    static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    /** Returns the new version; empty if the key has another version. Any other exception: the outcome is unknown. */
    static OptionalLong put(RedisClient client, String key, String value, long version, String... options) {
        List<String> words = new ArrayList<>(List.of(key, value, Long.toString(version)));
        words.addAll(List.of(options));
        try {
            return OptionalLong.of((Long) send(client, "PUT", words.toArray(new String[0])));
        } catch (JedisDataException refusal) {
            if (refusal.getMessage().matches("(ERRVERSION|ERRNOKEY) .*")) {
                return OptionalLong.empty();
            }
            throw refusal;
        }
    }

    static long update(RedisClient client, String key, UnaryOperator<String> change) {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            List<?> found = (List<?>) send(client, "GETV", key);
            String value = found == null ? null : text(found.get(0));
            long version = found == null ? 0 : (Long) found.get(1);
            OptionalLong written = put(client, key, change.apply(value), version);
            if (written.isPresent()) {
                return written.getAsLong();
            }
        }
        throw new IllegalStateException(key + " was written by others " + ATTEMPTS_MAX + " times");
    }

    /** Returns false if another client holds the lock. It is freed at the latest 10 s after the last SESSION KEEP. */
    static boolean withLock(RedisClient client, String lock, String holder, LongConsumer work) {
        String session = text(((List<?>) send(client, "SESSION", "OPEN", "10000")).get(0));
        try {
            OptionalLong token = put(client, lock, holder, 0, "OWNER", session);
            token.ifPresent(work);
            return token.isPresent();
        } finally {
            send(client, "SESSION", "CLOSE", session); // deletes the key of the lock
        }
    }

    /** As put; ERRGUARD is thrown if the lock is not held with that token any more. */
    static OptionalLong guarded(RedisClient client, String key, String value, long version, String lock, long token) {
        return put(client, key, value, version, "GUARD", lock, Long.toString(token));
    }

    interface Handler {
        void handle(String kind, String key, long version, String value);
    }

    /** Handles the writes after a revision, and waits up to 1 s for the first, less than the timeout of Jedis. Returns the next revision. */
    static long follow(RedisClient client, String prefix, long revision, Handler handler) {
        List<?> page = (List<?>) send(client, "CHANGES", prefix, "FROM", Long.toString(revision), "BLOCK", "1000");
        for (Object event : (List<?>) page.get(1)) {
            List<?> words = (List<?>) event;
            String value = words.get(5) == null ? null : text(words.get(5));
            handler.handle(text(words.get(2)), text(words.get(3)), (Long) words.get(4), value);
        }
        return (Long) page.get(0);
    }

    private static void check(Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            throw new AssertionError("expected " + expected + ", got " + actual);
        }
    }

    public static void main(String[] arguments) {
        try (RedisClient client = RedisClient.create("127.0.0.1", Integer.parseInt(System.getenv("LATCHKEY_PORT")))) {
            check(OptionalLong.of(1), put(client, "r/k", "one", 0));
            check(OptionalLong.empty(), put(client, "r/k", "two", 0));
            check(OptionalLong.of(2), put(client, "r/k", "two", 1));
            for (long expected = 1; expected <= 2; expected++) {
                long written = update(
                        client, "r/count", value -> "" + (value == null ? 1 : Integer.parseInt(value) + 1));
                check(expected, written);
            }
            check("2", client.get("r/count"));
            long[] held = {0};
            check(true, withLock(client, "r/lock", "me", token -> {
                held[0] = token;
                check(OptionalLong.of(1), guarded(client, "r/guarded", "v", 0, "r/lock", token));
                check(false, withLock(client, "r/lock", "other", other -> {}));
            }));
            check(null, client.get("r/lock"));
            try {
                throw new AssertionError(guarded(client, "r/guarded", "late", 1, "r/lock", held[0]));
            } catch (JedisDataException refusal) {
                check(true, refusal.getMessage().startsWith("ERRGUARD "));
            }
            List<String> seen = new ArrayList<>();
            long revision = follow(
                    client, "r/k", 0, (kind, key, version, value) -> seen.add(kind + key + version + value));
            check(true, revision > 0);
            check(List.of("putr/k1one", "putr/k2two"), seen.subList(0, 2));
        }
    }
}
