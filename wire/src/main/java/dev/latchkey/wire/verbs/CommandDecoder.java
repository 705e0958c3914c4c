package dev.latchkey.wire.verbs;

import dev.latchkey.wire.Requester;
import dev.latchkey.wire.Words;
import java.nio.charset.StandardCharsets;

/** Decodes requests: finds out which command a request names and what it means, or what is wrong with it. */
public final class CommandDecoder {

    private CommandDecoder() {}

    /** Decodes a request, which has at least its name. Takes over the arrays: the caller must not use them afterwards. */
    public static Decoded decode(byte[][] arguments, Requester requester) {
        Verb verb = Verb.find(arguments[0]);
        if (verb == null) {
            return new Decoded.Wrong(null, unknown(shown(arguments[0])));
        }
        if (!verb.acceptsCount(arguments.length)) {
            return new Decoded.Wrong(verb, wrongCount(verb));
        }
        if (!verb.isForStore()) {
            return new Decoded.ForServer(verb, arguments);
        }
        try {
            return new Decoded.ForStore(verb, verb.command(arguments, requester));
        } catch (IllegalArgumentException wrong) {
            return new Decoded.Wrong(verb, "ERR " + wrong.getMessage() + ": " + verb.advice());
        }
    }

    /**
     * As {@link #decode}, for a request between MULTI and EXEC: one that is neither {@linkplain Verb#isAllowedInTransaction allowed there} nor
     * can be queued is wrong.
     */
    public static Decoded decodeInTransaction(byte[][] arguments, Requester requester) {
        Verb verb = Verb.find(arguments[0]);
        if (verb == null || verb.isAllowedInTransaction() || !verb.acceptsCount(arguments.length)) {
            return decode(arguments, requester);
        }
        if (!verb.isOperation()) {
            return new Decoded.Wrong(verb, notQueued(verb));
        }
        try {
            return new Decoded.ForTransaction(verb, verb.operation(arguments, requester));
        } catch (IllegalArgumentException wrong) {
            return new Decoded.Wrong(verb, "ERR " + wrong.getMessage() + ": " + verb.advice());
        }
    }

    private static String notQueued(Verb verb) {
        return verb == Verb.WATCH
                ? "ERR WATCH inside MULTI is not allowed"
                : "ERR " + verb + " cannot be queued in a transaction: GET, GETV, PUT and DEL can";
    }

    /** The reply to a request with too few or too many arguments. */
    public static String wrongCount(Verb verb) {
        return "ERR wrong number of arguments for '" + verb.lowerCase() + "': " + verb.advice();
    }

    private static String unknown(String name) {
        String unsupported = RedisCommands.unsupported(name);
        if (unsupported != null) {
            return "ERR " + unsupported;
        }
        String instead = RedisCommands.instead(name);
        return "ERR unknown command '" + name + "'. " + (instead == null ? "COMMAND LIST lists the commands" : instead);
    }

    /** A word of a client as it may stand in an error: printable and bounded. */
    static String shown(byte[] word) {
        return Words.printable(new String(word, StandardCharsets.ISO_8859_1));
    }
}
