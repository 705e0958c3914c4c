package dev.latchkey.server.verbs;

import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.Words;
import dev.latchkey.wire.text.ErrorCode;
import dev.latchkey.wire.verbs.CommandDecoder;
import dev.latchkey.wire.verbs.Verb;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The replies and texts that handlers of several families need. */
final class Replies {

    private Replies() {}

    static RespValue error(ErrorCode code, String sentence) {
        return new RespValue.ErrorLine(code + " " + sentence);
    }

    /** For arguments that the arity accepts and the command does not. */
    static RespValue wrongCount(Verb verb) {
        return new RespValue.ErrorLine(CommandDecoder.wrongCount(verb));
    }

    static RespValue wrongSubcommand(Verb verb, byte[] subcommand) {
        return error(
                ErrorCode.ERR,
                "unknown subcommand or wrong number of arguments for '" + Words.printable(text(subcommand)) + "': "
                        + verb.advice());
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static List<String> texts(byte[][] arguments, int from) {
        return Arrays.stream(arguments).skip(from).map(Replies::text).toList();
    }
}
