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
            Map.entry("SCAN", "To list: " + Verb.LIST.usage()));

    private static final String SCRIPTS =
            "scripts are not supported. To change a key only if it is unchanged: " + Verb.PUT.usageInErrors();

    private static final String FUNCTIONS =
            "functions are not supported. To change a key only if it is unchanged: " + Verb.PUT.usageInErrors();

    /**
     * Commands that libraries build locks and compare-and-set on. Why not "unknown command": Redisson takes that for a server that
     * has lost its script, and sends the command again without end.
     */
    private static final Map<String, String> UNSUPPORTED = Map.ofEntries(
            Map.entry("EVAL", SCRIPTS),
            Map.entry("EVAL_RO", SCRIPTS),
            Map.entry("EVALSHA", SCRIPTS),
            Map.entry("EVALSHA_RO", SCRIPTS),
            Map.entry("SCRIPT", SCRIPTS),
            Map.entry("FCALL", FUNCTIONS),
            Map.entry("FCALL_RO", FUNCTIONS),
            Map.entry("FUNCTION", FUNCTIONS));

    private RedisCommands() {}

    /** The error, without its code, for a command that is refused by name, in any case; null if {@code name} is not one. */
    static @Nullable String unsupported(String name) {
        return UNSUPPORTED.get(name.toUpperCase(Locale.ROOT));
    }

    /** What to use instead of {@code name}, in any case; null if it is not known here. */
    static @Nullable String instead(String name) {
        return INSTEAD.get(name.toUpperCase(Locale.ROOT));
    }
}
