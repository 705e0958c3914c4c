package dev.latchkey.wire.verbs;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.wire.Decimal;
import dev.latchkey.wire.Words;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes commands of the arguments of FOLLOW, CHANGES and HISTORY. An {@link IllegalArgumentException} says what is wrong with an
 * argument.
 */
final class HistoryArguments {

    private final byte[][] arguments;
    private @Nullable Long from;
    private @Nullable Integer limit;
    private @Nullable Integer waitMillis;

    /** Reads options, each of which is one of {@code names} and at most once, from the third argument on. */
    private HistoryArguments(byte[][] arguments, String... names) {
        this.arguments = arguments;
        for (int at = 2; at < arguments.length; at += 2) {
            option(at, names);
        }
    }

    private void option(int at, String... names) {
        String option = null;
        for (String name : names) {
            option = Words.matches(arguments[at], name) ? name : option;
        }
        if (option == null) {
            throw new IllegalArgumentException("'" + CommandDecoder.shown(arguments[at]) + "' is not an option");
        }
        if (at + 1 == arguments.length) {
            throw new IllegalArgumentException(option + " needs a number");
        }
        byte[] digits = arguments[at + 1];
        switch (option) {
            case "FROM" -> {
                StoreArguments.requireFirst(option, from);
                from = revision(digits);
            }
            case "LIMIT" -> {
                StoreArguments.requireFirst(option, limit);
                limit = StoreArguments.limit(digits);
            }
            default -> {
                StoreArguments.requireFirst(option, waitMillis);
                waitMillis = waitMillis(digits);
            }
        }
    }

    /** Reads prefix [FROM revision]. */
    static Command follow(byte[][] arguments) {
        Long from = new HistoryArguments(arguments, "FROM").from;
        return new HistoryRead.Follow(
                Prefix.of(arguments[1]), from == null ? OptionalLong.empty() : OptionalLong.of(from));
    }

    /** Reads prefix FROM revision [LIMIT n] [BLOCK ms], the options in any order. */
    static Command changes(byte[][] arguments) {
        HistoryArguments options = new HistoryArguments(arguments, "FROM", "LIMIT", "BLOCK");
        if (options.from == null) {
            throw new IllegalArgumentException("FROM is missing");
        }
        return HistoryRead.Changes.startingAfter(
                Prefix.of(arguments[1]),
                options.from,
                options.limit == null ? HistoryRead.Changes.LIMIT_DEFAULT : options.limit,
                options.waitMillis == null ? 0 : options.waitMillis);
    }

    /** Reads key [LIMIT n]. */
    static Command ofKey(byte[][] arguments) {
        Integer limit = new HistoryArguments(arguments, "LIMIT").limit;
        return new HistoryRead.OfKey(Key.owning(arguments[1]), limit == null ? HistoryRead.OfKey.LIMIT_DEFAULT : limit);
    }

    private static long revision(byte[] digits) {
        long number = Decimal.parse(digits);
        if (number == Decimal.NOT_A_NUMBER) {
            throw new IllegalArgumentException("revision '" + CommandDecoder.shown(digits)
                    + "' is not a decimal number from 0 to " + Long.MAX_VALUE);
        }
        return number;
    }

    private static int waitMillis(byte[] digits) {
        long number = Decimal.parse(digits);
        if (number == Decimal.NOT_A_NUMBER || number > HistoryRead.Changes.WAIT_MILLIS_MAX) {
            throw new IllegalArgumentException("time '" + CommandDecoder.shown(digits)
                    + "' is not a decimal number of milliseconds from 0 to " + HistoryRead.Changes.WAIT_MILLIS_MAX);
        }
        return (int) number;
    }
}
