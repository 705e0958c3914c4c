package dev.latchkey.wire.verbs;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The commands of Redis that people try first, and what to use instead. */
final class RedisCommands {

    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("SET", "To write: " + Verb.PUT.advice()),
            Map.entry("SETNX", "To create: PUT key value 0"),
            Map.entry("MSET", "To write: " + Verb.PUT.advice()),
            Map.entry("GETSET", "To write: " + Verb.PUT.advice()),
            Map.entry("INCR", "Read with GETV, add, and write with PUT key value version"),
            Map.entry("MGET", "To read: " + Verb.GET.usage() + ", as many as you like in one pipeline"),
            Map.entry("EXISTS", "To read: " + Verb.GETV.usage()),
            Map.entry("UNLINK", "To delete: " + Verb.DEL.advice()),
            Map.entry("KEYS", "To list: " + Verb.LIST.usage()),
            Map.entry("SCAN", "To list: " + Verb.LIST.usage()),
            Map.entry("WATCH", "Every write names the version it read: " + Verb.PUT.usage()));

    private RedisCommands() {}

    /** What to use instead of {@code name}, in any case; null if it is not known here. */
    static @Nullable String instead(String name) {
        return INSTEAD.get(name.toUpperCase(Locale.ROOT));
    }
}
