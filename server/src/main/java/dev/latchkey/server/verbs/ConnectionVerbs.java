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
                (arguments, context) -> client(arguments, context.client()),
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

    private static RespValue client(byte[][] arguments, ClientState client) {
        byte[] subcommand = arguments[1];
        int words = arguments.length;
        if (Words.matches(subcommand, "ID") && words == 2) {
            return new RespValue.Int(client.id());
        }
        if (Words.matches(subcommand, "GETNAME") && words == 2) {
            String name = client.name();
            return name == null ? RespValue.NULL : RespValue.Bulk.of(name);
        }
        if (Words.matches(subcommand, "SETNAME") && words == 3) {
            return setName(Replies.text(arguments[2]), client);
        }
        if (isAcceptedWithoutEffect(subcommand, words)) {
            return RespValue.OK;
        }
        if (Words.matches(subcommand, "TRACKING") || Words.matches(subcommand, "MAINT_NOTIFICATIONS")) {
            return Replies.error(
                    ErrorCode.ERR,
                    "CLIENT " + Replies.text(subcommand)
                            + " is not supported: a client-side cache could serve stale reads");
        }
        return Replies.wrongSubcommand(Verb.CLIENT, subcommand);
    }

    private static boolean isAcceptedWithoutEffect(byte[] subcommand, int words) {
        return (Words.matches(subcommand, "SETINFO") && words == 4)
                || (Words.matches(subcommand, "NO-EVICT") && words == 3)
                || (Words.matches(subcommand, "NO-TOUCH") && words == 3);
    }

    private static RespValue setName(String name, ClientState client) {
        if (!ClientName.isAllowed(name)) {
            return ClientName.REFUSAL;
        }
        client.setName(name.isEmpty() ? null : name);
        return RespValue.OK;
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
