package dev.latchkey.wire.verbs;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.wire.Decimal;
import dev.latchkey.wire.Words;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says what a request means, or what is wrong with it and what would be right. */
public final class CommandDecoder {

    /** What people who know Redis try first, and what does it here. */
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

    private CommandDecoder() {}

    /** Decodes a request, which has at least its name. Takes over the arrays: the caller must not touch them again. */
    public static Decoded decode(byte[][] arguments) {
        Verb verb = Verb.find(arguments[0]);
        if (verb == null) {
            return new Decoded.Wrong(null, unknown(arguments[0]));
        }
        if (!verb.acceptsCount(arguments.length)) {
            return new Decoded.Wrong(verb, wrongCount(verb));
        }
        if (!verb.isForStore()) {
            return new Decoded.ForServer(verb, arguments);
        }
        try {
            return new Decoded.ForStore(verb, command(verb, arguments));
        } catch (IllegalArgumentException wrong) {
            return new Decoded.Wrong(verb, "ERR " + wrong.getMessage() + ": " + verb.advice());
        }
    }

    private static Command command(Verb verb, byte[][] arguments) {
        return switch (verb) {
            case GET, GETV -> new Command.Get(Key.owning(arguments[1]));
            case PUT -> new Command.Put(Key.owning(arguments[1]), Value.owning(arguments[2]), version(arguments[3]));
            case DEL -> new Command.Delete(Key.owning(arguments[1]), version(arguments[2]));
            case LIST -> listKeys(arguments);
            default -> throw new IllegalStateException(verb + " is not for the store");
        };
    }

    private static Version version(byte[] digits) {
        long number = Decimal.parse(digits);
        if (number == Decimal.NOT_A_NUMBER) {
            throw new IllegalArgumentException(
                    "version '" + shown(digits) + "' is not a decimal number from 0 to " + Long.MAX_VALUE);
        }
        return Version.of(number);
    }

    /**
     * Reads [prefix] [AFTER key] [LIMIT n] [VALUES]. The first word is the prefix wherever the others can be read as options
     * behind it, so a program that always writes the prefix is never misunderstood; LIST VALUES has the prefix VALUES.
     */
    private static Command listKeys(byte[][] arguments) {
        boolean prefixLeftOut = arguments.length > 1 && isOption(arguments[1]) && !readsAsOptions(arguments, 2);
        int at = prefixLeftOut ? 1 : 2;
        Prefix prefix = arguments.length > 1 && !prefixLeftOut ? Prefix.of(arguments[1]) : Prefix.EMPTY;
        Key after = null;
        int limit = Command.ListKeys.LIMIT_DEFAULT;
        boolean values = false;
        if (at < arguments.length && !readsAsOptions(arguments, at)) {
            throw new IllegalArgumentException("syntax error");
        }
        while (at < arguments.length) {
            byte[] option = arguments[at++];
            if (Words.matches(option, "VALUES")) {
                values = true;
            } else if (Words.matches(option, "AFTER")) {
                after = Key.owning(arguments[at++]);
            } else {
                limit = limit(arguments[at++]);
            }
        }
        return new Command.ListKeys(prefix, after, limit, values);
    }

    private static boolean readsAsOptions(byte[][] arguments, int from) {
        int at = from;
        while (at < arguments.length && isOption(arguments[at])) {
            at += Words.matches(arguments[at], "VALUES") ? 1 : 2;
        }
        return at == arguments.length;
    }

    private static boolean isOption(byte[] word) {
        return Words.matches(word, "AFTER") || Words.matches(word, "LIMIT") || Words.matches(word, "VALUES");
    }

    private static int limit(byte[] digits) {
        long number = Decimal.parse(digits);
        if (number < 1 || number > Command.ListKeys.LIMIT_MAX) {
            throw new IllegalArgumentException(
                    "limit '" + shown(digits) + "' is not a decimal number from 1 to " + Command.ListKeys.LIMIT_MAX);
        }
        return (int) number;
    }

    /** The reply to a command there is, with words too few or too many. */
    public static String wrongCount(Verb verb) {
        return "ERR wrong number of arguments for '" + verb.lowerCase() + "': " + verb.advice();
    }

    private static String unknown(byte[] name) {
        String shown = shown(name);
        @Nullable String instead = INSTEAD.get(shown.toUpperCase(Locale.ROOT));
        return "ERR unknown command '" + shown + "'. "
                + (instead == null ? "COMMAND LIST names those there are" : instead);
    }

    private static String shown(byte[] word) {
        return Words.printable(new String(word, StandardCharsets.ISO_8859_1));
    }
}
