package dev.latchkey.wire.verbs;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Version;
import dev.latchkey.wire.Decimal;
import dev.latchkey.wire.Words;
import org.jspecify.annotations.Nullable;

/**
 * Makes the store's commands of the arguments of requests, one method for each shape of arguments. The commands keep the arrays.
 * An {@link IllegalArgumentException} says what is wrong with an argument.
 */
final class StoreArguments {

    /** The words before the command in a ONCE: the name, session, seq and acked. */
    static final int ONCE_WORDS = 4;

    private StoreArguments() {}

    static Command get(byte[][] arguments) {
        return new Command.Get(Key.owning(arguments[1]));
    }

    static Command.Operation read(byte[][] arguments, boolean withVersion) {
        return new Command.Read(Key.owning(arguments[1]), withVersion);
    }

    /**
     * Reads [prefix] [AFTER key] [LIMIT n] [VALUES]. The first word is the prefix whenever the words after it can be read as
     * options, so a program that always writes the prefix is never misunderstood; LIST VALUES has the prefix VALUES.
     */
    static Command listKeys(byte[][] arguments) {
        boolean prefixOmitted = arguments.length > 1 && isOption(arguments[1]) && !readsAsOptions(arguments, 2);
        int at = prefixOmitted ? 1 : 2;
        Prefix prefix = arguments.length > 1 && !prefixOmitted ? Prefix.of(arguments[1]) : Prefix.EMPTY;
        if (at < arguments.length && !readsAsOptions(arguments, at)) {
            throw new IllegalArgumentException("syntax error");
        }
        return listKeys(prefix, arguments, at);
    }

    private static Command listKeys(Prefix prefix, byte[][] arguments, int from) {
        Key after = null;
        Integer limit = null;
        Boolean values = null;
        int at = from;
        while (at < arguments.length) {
            byte[] option = arguments[at++];
            if (Words.matches(option, "VALUES")) {
                requireFirst("VALUES", values);
                values = true;
            } else if (Words.matches(option, "AFTER")) {
                requireFirst("AFTER", after);
                after = Key.owning(arguments[at++]);
            } else {
                requireFirst("LIMIT", limit);
                limit = limit(arguments[at++]);
            }
        }
        return new Command.ListKeys(
                prefix, after, limit == null ? Command.ListKeys.LIMIT_DEFAULT : limit, values != null);
    }

    /** Refuses an option that has a value already. */
    static void requireFirst(String option, @Nullable Object value) {
        if (value != null) {
            throw new IllegalArgumentException(option + " is given twice");
        }
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

    static int limit(byte[] digits) {
        long number = Decimal.parse(digits);
        if (number < 1 || number > Command.ListKeys.LIMIT_MAX) {
            throw new IllegalArgumentException("limit '" + CommandDecoder.shown(digits)
                    + "' is not a decimal number from 1 to " + Command.ListKeys.LIMIT_MAX);
        }
        return (int) number;
    }

    static Version version(byte[] digits) {
        long number = Decimal.parse(digits);
        if (number == Decimal.NOT_A_NUMBER) {
            throw new IllegalArgumentException("version '" + CommandDecoder.shown(digits)
                    + "' is not a decimal number from 0 to " + Long.MAX_VALUE);
        }
        return Version.of(number);
    }
}
