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
