package dev.latchkey.server.verbs;

import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.Words;
import dev.latchkey.wire.commands.CommandDocs;
import dev.latchkey.wire.commands.CommandInfo;
import dev.latchkey.wire.commands.CommandKeys;
import dev.latchkey.wire.text.ErrorCode;
import dev.latchkey.wire.verbs.Decoded;
import dev.latchkey.wire.verbs.Verb;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Handles the commands about the server as a whole. */
final class ServerVerbs {

    private static final RespValue NO_CLUSTER =
            Replies.error(ErrorCode.ERR, "This instance has cluster support disabled");
    private static final RespValue NO_SETTINGS = Replies.error(
            ErrorCode.ERR, "only CONFIG GET is supported; the options of latchkey serve set the configuration");

    /** Why shared: these replies are large, and one connection can queue thousands of them. */
    private static final RespValue ALL_ROWS = RespValue.Shared.of(CommandInfo.rows(List.of()));

    private static final RespValue ALL_DOCS = RespValue.Shared.of(CommandDocs.docs(List.of()));
    private static final RespValue ALL_NAMES = RespValue.Shared.of(CommandDocs.list());

    private ServerVerbs() {}

    /** @param info the text of the sections of INFO that are named, of all if none is */
    static Map<Verb, Handler> handlers(Function<List<String>, String> info) {
        return Map.of(
                Verb.INFO,
                (arguments, context) -> RespValue.Bulk.of(info.apply(Replies.texts(arguments, 1))),
                Verb.COMMAND,
                (arguments, context) -> command(arguments),
                Verb.CONFIG,
                (arguments, context) -> config(arguments),
                Verb.CLUSTER,
                (arguments, context) -> NO_CLUSTER);
    }

    /**
     * Whether a request asks only for the role of the server, as {@code INFO replication}. Clients that look for a primary, such as those
     * of valkey-glide, do so on connecting, whoever their user is; the section has no figures.
     */
    static boolean isForEveryUser(Decoded.ForServer request) {
        return request.verb() == Verb.INFO
                && request.arguments().length == 2
                && Words.matches(request.arguments()[1], "REPLICATION");
    }

    private static RespValue config(byte[][] arguments) {
        return Words.matches(arguments[1], "GET") && arguments.length > 2 ? RespValue.Pairs.of() : NO_SETTINGS;
    }

    private static RespValue command(byte[][] arguments) {
        List<byte[]> names = Arrays.asList(arguments).subList(Math.min(2, arguments.length), arguments.length);
        if (arguments.length == 1 || Words.matches(arguments[1], "INFO")) {
            return names.isEmpty() ? ALL_ROWS : CommandInfo.rows(names);
        }
        if (Words.matches(arguments[1], "DOCS")) {
            return names.isEmpty() ? ALL_DOCS : CommandDocs.docs(names);
        }
        if (Words.matches(arguments[1], "COUNT") && names.isEmpty()) {
            return new RespValue.Int(Verb.values().length);
        }
        if (Words.matches(arguments[1], "LIST") && names.isEmpty()) {
            return ALL_NAMES;
        }
        if (Words.matches(arguments[1], "GETKEYS") && !names.isEmpty()) {
            return CommandKeys.of(names);
        }
        return Replies.wrongSubcommand(Verb.COMMAND, arguments[1]);
    }
}
