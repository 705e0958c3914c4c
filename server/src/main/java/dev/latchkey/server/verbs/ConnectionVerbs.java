package dev.latchkey.server.verbs;

import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.Words;
import dev.latchkey.wire.text.ErrorCode;
import dev.latchkey.wire.verbs.Verb;
import java.util.Map;

/** Handles the commands about one connection that do not authenticate it. */
final class ConnectionVerbs {

    private ConnectionVerbs() {}

    static Map<Verb, Handler> handlers() {
        return Map.of(
                Verb.UNFOLLOW,
                (arguments, context) -> unfollow(arguments, context.follows()),
                Verb.ACL,
                (arguments, context) -> acl(arguments, context.client()),
                Verb.PING,
                (arguments, context) -> ping(arguments),
                Verb.ECHO,
                (arguments, context) -> new RespValue.Bulk(arguments[1]),
                Verb.SELECT,
                (arguments, context) -> select(arguments[1]),
                Verb.CLIENT,
                (arguments, context) -> ClientSubcommands.answer(arguments, context.client()),
                Verb.READONLY,
                (arguments, context) -> RespValue.OK,
                Verb.READWRITE,
                (arguments, context) -> RespValue.OK,
                Verb.QUIT,
                (arguments, context) -> quit(context.client()));
    }

    private static RespValue acl(byte[][] arguments, ClientState client) {
        return Words.matches(arguments[1], "WHOAMI") && arguments.length == 2
                ? RespValue.Bulk.of(client.user())
                : Replies.wrongSubcommand(Verb.ACL, arguments[1]);
    }

    private static RespValue ping(byte[][] arguments) {
        return switch (arguments.length) {
            case 1 -> new RespValue.Simple("PONG");
            case 2 -> new RespValue.Bulk(arguments[1]);
            default -> Replies.wrongCount(Verb.PING);
        };
    }

    private static RespValue select(byte[] index) {
        return Replies.text(index).equals("0")
                ? RespValue.OK
                : Replies.error(ErrorCode.ERR, "DB index is out of range");
    }

    private static RespValue unfollow(byte[][] arguments, Follows follows) {
        if (arguments.length > 2) {
            return Replies.wrongCount(Verb.UNFOLLOW);
        }
        if (arguments.length == 2 && arguments[1].length > Key.LENGTH_MAX) {
            return new RespValue.Int(0);
        }
        return new RespValue.Int(follows.end(arguments.length == 1 ? null : Prefix.of(arguments[1])));
    }

    private static RespValue quit(ClientState client) {
        client.leave();
        return RespValue.OK;
    }
}
