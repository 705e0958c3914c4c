package dev.latchkey.wire.verbs;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.wire.Decimal;
import dev.latchkey.wire.Requester;
import dev.latchkey.wire.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes transactions and their operations of the arguments of requests. An {@link IllegalArgumentException} says what is wrong with an
 * argument.
 */
final class TransactionArguments {

    private static final int CHECK_WORDS = 3;

    private TransactionArguments() {}

    /** Reads count, and for each operation the number of its words and its words. */
    static Command.Transaction transaction(byte[][] arguments, Requester requester) {
        int count = number("count", arguments[1], Command.Transaction.OPERATIONS_MAX);
        List<Command.Operation> operations = new ArrayList<>(count);
        int at = 2;
        for (int i = 1; i <= count; i++) {
            int words = words(arguments, at, i);
            operations.add(operation(i, Arrays.copyOfRange(arguments, at + 1, at + 1 + words), requester));
            at += 1 + words;
        }
        if (at < arguments.length) {
            throw new IllegalArgumentException((arguments.length - at) + " words follow the last operation");
        }
        return new Command.Transaction(operations);
    }

    private static int words(byte[][] arguments, int at, int operation) {
        int left = arguments.length - at - 1;
        if (left < 1) {
            throw new IllegalArgumentException("operation " + operation + " is missing");
        }
        int words = number("argc of operation " + operation, arguments[at], Integer.MAX_VALUE);
        if (words > left) {
            throw new IllegalArgumentException(
                    "operation " + operation + " has " + words + " words, but only " + left + " follow");
        }
        return words;
    }

    private static int number(String what, byte[] digits, int max) {
        long number = Decimal.parse(digits);
        if (number < 1 || number > max) {
            throw new IllegalArgumentException(
                    what + " '" + CommandDecoder.shown(digits) + "' is not a decimal number from 1 to " + max);
        }
        return (int) number;
    }

    private static Command.Operation operation(int number, byte[][] words, Requester requester) {
        try {
            return Words.matches(words[0], "CHECK") ? check(words) : queued(words, requester);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("operation " + number + ": " + wrong.getMessage(), wrong);
        }
    }

    private static Command.Operation check(byte[][] words) {
        if (words.length != CHECK_WORDS) {
            throw new IllegalArgumentException("wrong number of arguments for 'check'");
        }
        return new Command.Check(Key.owning(words[1]), StoreArguments.version(words[2]));
    }

    private static Command.Operation queued(byte[][] words, Requester requester) {
        Verb verb = Verb.find(words[0]);
        if (verb == null || !verb.isOperation()) {
            throw new IllegalArgumentException(
                    "'" + CommandDecoder.shown(words[0]) + "' cannot be an operation of a transaction");
        }
        if (!verb.acceptsCount(words.length)) {
            throw new IllegalArgumentException("wrong number of arguments for the command " + verb.usage());
        }
        return verb.operation(words, requester);
    }

    /** Reads keys. */
    static Command watch(byte[][] arguments, Requester requester) {
        int count = arguments.length - 1;
        if (count > Command.Transaction.OPERATIONS_MAX) {
            throw new IllegalArgumentException(
                    "at most " + Command.Transaction.OPERATIONS_MAX + " keys can be watched, not " + count);
        }
        List<Command.Operation> observes = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
            observes.add(new Command.Observe(Key.owning(arguments[i])));
        }
        return new Command.Transaction(observes);
    }
}
