package dev.latchkey.server.verbs;

import dev.latchkey.server.access.ClientState;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.Words;
import dev.latchkey.wire.text.ErrorCode;
import dev.latchkey.wire.verbs.Verb;
import java.util.List;

/**
 * Handles the subcommands of CLIENT. What a client sends to switch off something that the server never does is answered as in Redis, since
 * it asks for nothing; what would switch it on is refused by name.
 */
final class ClientSubcommands {

    private static final String NO_CACHE = " is not supported: a client-side cache could serve stale reads";
    private static final String NO_MAINTENANCE = " is not supported: the server announces no maintenance";
    private static final String NO_SILENCE = " is not supported: the server replies to every request";

    private static final RespValue NO_REDIRECTION = new RespValue.Int(-1);
    private static final RespValue TRACKING_IS_OFF = RespValue.Pairs.of(
            RespValue.Bulk.of("flags"),
            new RespValue.Members(List.of(RespValue.Bulk.of("off"))),
            RespValue.Bulk.of("redirect"),
            NO_REDIRECTION,
            RespValue.Bulk.of("prefixes"),
            RespValue.EMPTY);

    private ClientSubcommands() {}

    static RespValue answer(byte[][] arguments, ClientState client) {
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
        if (Words.matches(subcommand, "INFO") && words == 2) {
            return RespValue.Bulk.of(info(client));
        }
        if (isAcceptedWithoutEffect(subcommand, words)) {
            return RespValue.OK;
        }
        return feature(arguments);
    }

    private static boolean isAcceptedWithoutEffect(byte[] subcommand, int words) {
        return (Words.matches(subcommand, "SETINFO") && words == 4)
                || (Words.matches(subcommand, "NO-EVICT") && words == 3)
                || (Words.matches(subcommand, "NO-TOUCH") && words == 3)
                || (Words.matches(subcommand, "CAPA") && words >= 3);
    }

    private static RespValue feature(byte[][] arguments) {
        byte[] subcommand = arguments[1];
        if (arguments.length == 2 && Words.matches(subcommand, "GETREDIR")) {
            return NO_REDIRECTION;
        }
        if (arguments.length == 2 && Words.matches(subcommand, "TRACKINGINFO")) {
            return TRACKING_IS_OFF;
        }
        if (Words.matches(subcommand, "TRACKING")) {
            return unlessNamed("OFF", arguments, NO_CACHE);
        }
        if (Words.matches(subcommand, "CACHING")) {
            return refused(subcommand, NO_CACHE);
        }
        if (Words.matches(subcommand, "MAINT_NOTIFICATIONS")) {
            return unlessNamed("OFF", arguments, NO_MAINTENANCE);
        }
        if (Words.matches(subcommand, "REPLY")) {
            return unlessNamed("ON", arguments, NO_SILENCE);
        }
        return Replies.wrongSubcommand(Verb.CLIENT, subcommand);
    }

    /** OK if the first argument is {@code state}, in which the feature is for ever; otherwise a refusal. */
    private static RespValue unlessNamed(String state, byte[][] arguments, String refusal) {
        return arguments.length >= 3 && Words.matches(arguments[2], state)
                ? RespValue.OK
                : refused(arguments[1], refusal);
    }

    private static RespValue refused(byte[] subcommand, String refusal) {
        return Replies.error(ErrorCode.ERR, "CLIENT " + Replies.text(subcommand) + refusal);
    }

    /** The line of Redis about this connection, with the fields that exist here. */
    private static String info(ClientState client) {
        String name = client.name();
        String address = client.source().address();
        return "id=" + client.id()
                + " addr=" + address.substring(address.lastIndexOf('/') + 1)
                + " name=" + (name == null ? "" : name)
                + " db=0 sub=0 psub=0 ssub=0 cmd=client|info"
                + " user=" + client.user()
                + " redir=-1 resp=" + client.protocol().number() + "\n";
    }

    private static RespValue setName(String name, ClientState client) {
        if (!ClientName.isAllowed(name)) {
            return ClientName.REFUSAL;
        }
        client.setName(name.isEmpty() ? null : name);
        return RespValue.OK;
    }
}
