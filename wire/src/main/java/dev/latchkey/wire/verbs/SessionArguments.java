package dev.latchkey.wire.verbs;

import dev.latchkey.core.Command;
import dev.latchkey.core.SessionId;
import dev.latchkey.wire.Decimal;
import dev.latchkey.wire.Requester;
import dev.latchkey.wire.Words;
import java.util.Arrays;

/**
 * Makes commands of the arguments of SESSION and ONCE. An {@link IllegalArgumentException} says what is wrong with an argument.
 */
final class SessionArguments {

    private SessionArguments() {}

    /** Reads OPEN ttl-ms, KEEP id [ttl-ms] or CLOSE id. */
    static Command session(byte[][] arguments, Requester requester) {
        byte[] subcommand = arguments[1];
        int given = arguments.length - 2;
        if (Words.matches(subcommand, "OPEN")) {
            requireCount("session open", given, 1, 1);
            int ttlMillis = ttl(arguments[2]);
            return new Command.OpenSession(requester.newSession(), ttlMillis, requester.user());
        }
        if (Words.matches(subcommand, "KEEP")) {
            requireCount("session keep", given, 1, 2);
            SessionId id = id(arguments[2]);
            return given == 1
                    ? new Command.RenewSession(id, requester.user())
                    : new Command.KeepSession(id, ttl(arguments[3]), requester.user());
        }
        if (Words.matches(subcommand, "CLOSE")) {
            requireCount("session close", given, 1, 1);
            return new Command.CloseSession(id(arguments[2]), requester.user());
        }
        throw new IllegalArgumentException("unknown subcommand '" + CommandDecoder.shown(subcommand) + "'");
    }

    private static void requireCount(String command, int given, int min, int max) {
        if (given < min || given > max) {
            throw new IllegalArgumentException("wrong number of arguments for '" + command + "'");
        }
    }

    /** Reads session seq acked and the command. */
    static Command once(byte[][] arguments, Requester requester) {
        SessionId id = id(arguments[1]);
        long seq = number("seq", arguments[2], 1);
        long acked = number("acked", arguments[3], 0);
        byte[][] step = Arrays.copyOfRange(arguments, StoreArguments.ONCE_WORDS, arguments.length);
        return new Command.Once(id, requester.user(), seq, acked, step(id, step, requester));
    }

    private static Command.Write step(SessionId session, byte[][] words, Requester requester) {
        byte[] name = words[0];
        if (Words.matches(name, "CANCEL")) {
            requireCount("once cancel", words.length - 1, 0, 0);
            return Command.Cancel.INSTANCE;
        }
        if (Words.matches(name, "KEEP")) {
            requireCount("once keep", words.length - 1, 1, 1);
            return new Command.KeepSession(session, ttl(words[1]), requester.user());
        }
        Verb verb = Verb.find(name);
        if (verb != Verb.PUT && verb != Verb.DEL && verb != Verb.TXN) {
            throw new IllegalArgumentException("'" + CommandDecoder.shown(name) + "' cannot be sent with ONCE");
        }
        if (!verb.acceptsCount(words.length)) {
            throw new IllegalArgumentException("wrong number of arguments for the command " + verb.usage());
        }
        if (verb == Verb.TXN) {
            return TransactionArguments.transaction(words, requester);
        }
        return verb == Verb.PUT ? WriteArguments.put(words, requester) : WriteArguments.delete(words);
    }

    static SessionId id(byte[] hex) {
        try {
            return SessionId.parse(hex);
        } catch (IllegalArgumentException notAnId) {
            throw new IllegalArgumentException(
                    "session '" + CommandDecoder.shown(hex) + "' is not an id of 32 hex digits", notAnId);
        }
    }

    private static int ttl(byte[] digits) {
        long millis = Decimal.parse(digits);
        if (millis < 1 || millis > Command.OpenSession.TTL_MILLIS_MAX) {
            throw new IllegalArgumentException("time to live '" + CommandDecoder.shown(digits)
                    + "' is not a decimal number of milliseconds from 1 to " + Command.OpenSession.TTL_MILLIS_MAX);
        }
        return (int) millis;
    }

    private static long number(String what, byte[] digits, long min) {
        long number = Decimal.parse(digits);
        if (number < min) {
            throw new IllegalArgumentException(what + " '" + CommandDecoder.shown(digits)
                    + "' is not a decimal number from " + min + " to " + Long.MAX_VALUE);
        }
        return number;
    }
}
