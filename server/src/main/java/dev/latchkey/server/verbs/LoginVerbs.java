package dev.latchkey.server.verbs;

import dev.latchkey.core.StoreId;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.stats.ServerVersion;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.text.ErrorCode;
import dev.latchkey.wire.verbs.Verb;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Handles the commands that authenticate a client or end its authentication: HELLO, AUTH and RESET. */
final class LoginVerbs {

    static final RespValue WRONGPASS =
            Replies.error(ErrorCode.WRONGPASS, "invalid username-password pair or user is disabled.");
    private static final RespValue NO_PASSWORD_SET = Replies.error(
            ErrorCode.ERR,
            "AUTH <password> called without any password configured for the default user. Are you sure your"
                    + " configuration is correct?");
    private static final RespValue HELLO_BEFORE_LOGIN = Replies.error(
            ErrorCode.NOAUTH,
            "HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user>"
                    + " <pass> option can be used to authenticate the client and select the RESP protocol version"
                    + " at the same time");

    private final Credentials credentials;
    private final Supplier<Optional<StoreId>> storeId;

    private LoginVerbs(Credentials credentials, Supplier<Optional<StoreId>> storeId) {
        this.credentials = credentials;
        this.storeId = storeId;
    }

    static Map<Verb, Handler> handlers(Credentials credentials, Supplier<Optional<StoreId>> storeId) {
        LoginVerbs verbs = new LoginVerbs(credentials, storeId);
        return Map.of(
                Verb.HELLO,
                (arguments, context) -> verbs.hello(arguments, context.client()),
                Verb.AUTH,
                (arguments, context) -> verbs.auth(arguments, context.client()),
                Verb.RESET,
                (arguments, context) -> verbs.reset(context.client()));
    }

    private RespValue hello(byte[][] arguments, ClientState client) {
        HelloRequest request = new HelloRequest(client.protocol());
        RespValue error = request.read(arguments, credentials);
        if (error == WRONGPASS) {
            client.passwords().failed();
        }
        if (error != null) {
            return error;
        }
        if (!client.isLoggedIn() && !request.isAuthenticated()) {
            return HELLO_BEFORE_LOGIN;
        }
        client.logIn();
        client.speak(request.protocol());
        if (request.name() != null) {
            client.setName(request.name().isEmpty() ? null : request.name());
        }
        return greeting(client);
    }

    private RespValue greeting(ClientState client) {
        return RespValue.Pairs.of(
                RespValue.Bulk.of("server"), RespValue.Bulk.of("latchkey"),
                RespValue.Bulk.of("version"), RespValue.Bulk.of(ServerVersion.VERSION),
                RespValue.Bulk.of("proto"), new RespValue.Int(client.protocol().number()),
                RespValue.Bulk.of("id"), new RespValue.Int(client.id()),
                RespValue.Bulk.of("mode"), RespValue.Bulk.of("standalone"),
                RespValue.Bulk.of("role"), RespValue.Bulk.of("master"),
                RespValue.Bulk.of("modules"), RespValue.EMPTY,
                RespValue.Bulk.of("store"), store());
    }

    /** The id of the store; null while the server has not joined one. */
    private RespValue store() {
        Optional<StoreId> id = storeId.get();
        return id.isPresent() ? RespValue.Bulk.of(id.get().toString()) : RespValue.NULL;
    }

    private RespValue auth(byte[][] arguments, ClientState client) {
        if (arguments.length > 3) {
            return Replies.wrongCount(Verb.AUTH);
        }
        if (arguments.length == 2 && !credentials.isRequired()) {
            return NO_PASSWORD_SET;
        }
        boolean admitted = arguments.length == 2
                ? credentials.admits(arguments[1])
                : credentials.admits(arguments[1], arguments[2]);
        if (!admitted) {
            client.passwords().failed();
            return WRONGPASS;
        }
        client.logIn();
        return RespValue.OK;
    }

    private RespValue reset(ClientState client) {
        client.reset(!credentials.isRequired());
        return new RespValue.Simple("RESET");
    }
}
