package dev.latchkey.wire.verbs;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The commands of Redis that people try first, and what to use instead. {@link RedisFamilies} has those that come in families. */
final class RedisCommands {

    private static final String WRITE = "To write: " + Verb.PUT.advice();
    private static final String CALCULATE = "Read with GETV, add, and write with PUT key value version";
    private static final String DELETE = "To delete: " + Verb.DEL.advice();
    private static final String DELETE_ALL = DELETE + " for each key of " + Verb.LIST.usage();
    private static final String TRANSACTION = "To write several keys at once: MULTI, PUT and DEL for each key, EXEC";
    private static final String LIST = "To list: " + Verb.LIST.usage();

    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("SET", WRITE),
            Map.entry("SETNX", "To create: PUT key value 0"),
            Map.entry("MSET", WRITE),
            Map.entry("MSETNX", TRANSACTION),
            Map.entry("GETSET", WRITE),
            Map.entry("APPEND", WRITE),
            Map.entry("INCR", CALCULATE),
            Map.entry("INCRBY", CALCULATE),
            Map.entry("INCRBYFLOAT", CALCULATE),
            Map.entry("DECR", CALCULATE),
            Map.entry("DECRBY", CALCULATE),
            Map.entry("MGET", "To read: " + Verb.GET.usage() + ", as many as you like in one pipeline"),
            Map.entry("EXISTS", "To read: " + Verb.GETV.usage()),
            Map.entry("UNLINK", DELETE),
            Map.entry("GETDEL", DELETE),
            Map.entry("FLUSHALL", DELETE_ALL),
            Map.entry("FLUSHDB", DELETE_ALL),
            Map.entry("RENAME", TRANSACTION),
            Map.entry("COPY", TRANSACTION),
            Map.entry("DBSIZE", "To count keys: INFO keyspace"),
            Map.entry("ROLE", "To read the role of the server: INFO replication"),
            Map.entry("KEYS", LIST),
            Map.entry("SCAN", LIST));

    private RedisCommands() {}

    /** The error, without its code, for a command that is refused by name, in any case; null if {@code name} is not one. */
    static @Nullable String unsupported(String name) {
        return RedisFamilies.refusal(name.toUpperCase(Locale.ROOT));
    }

    /** What to use instead of {@code name}, in any case; null if it is not known here. */
    static @Nullable String instead(String name) {
        return INSTEAD.get(name.toUpperCase(Locale.ROOT));
    }
}
