package dev.latchkey.server.verbs;

import dev.latchkey.core.StoreId;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.access.Logins;
import dev.latchkey.server.stats.ServerVersion;
import dev.latchkey.server.users.Account;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.text.ErrorCode;
import dev.latchkey.wire.verbs.Decoded;
import dev.latchkey.wire.verbs.Verb;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Handles the commands that authenticate a client or end its authentication: HELLO, AUTH and RESET. */
final class LoginVerbs {

    /** AUTH username password. */
    private static final int AUTH_WORDS_MAX = 3;

    private static final byte[] DEFAULT_USER = Account.DEFAULT.name().getBytes(StandardCharsets.US_ASCII);

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

    private static final RespValue TOO_MANY_CHECKS = Replies.error(ErrorCode.ERR, Logins.TOO_MANY_CHECKS);

    private final Logins logins;
    private final Supplier<Optional<StoreId>> storeId;

    private LoginVerbs(Logins logins, Supplier<Optional<StoreId>> storeId) {
        this.logins = logins;
        this.storeId = storeId;
    }

    static Map<Verb, Handler> handlers(Logins logins, Supplier<Optional<StoreId>> storeId) {
        LoginVerbs verbs = new LoginVerbs(logins, storeId);
        return Map.of(
                Verb.HELLO, verbs::hello,
                Verb.AUTH, verbs::auth,
                Verb.RESET, (arguments, context) -> verbs.reset(context.client()));
    }

    /**
     * Returns what a request presents to authenticate its client, which is checked before the request is handled; null if it presents
     * nothing, or is refused whatever it presents.
     */
    static @Nullable Presented presented(Decoded.ForServer request, Logins logins) {
        byte[][] arguments = request.arguments();
        if (request.verb() == Verb.HELLO) {
            HelloRequest hello = new HelloRequest(Protocol.RESP2);
            return hello.read(arguments) == null ? hello.presented() : null;
        }
        if (request.verb() != Verb.AUTH || arguments.length > AUTH_WORDS_MAX) {
            return null;
        }
        if (arguments.length == AUTH_WORDS_MAX) {
            return new Presented(arguments[1], arguments[2]);
        }
        return logins.credentials().isRequired() ? new Presented(DEFAULT_USER, arguments[1]) : null;
    }

    /** The reply to a request whose secret could not be checked. */
    static RespValue tooManyChecks() {
        return TOO_MANY_CHECKS;
    }

    private RespValue hello(byte[][] arguments, ConnectionContext context) {
        ClientState client = context.client();
        HelloRequest request = new HelloRequest(client.protocol());
        RespValue error = request.read(arguments);
        if (error != null) {
            return error;
        }
        if (request.presented() != null) {
            RespValue refusal = logIn(request.presented(), context);
            if (refusal != null) {
                return refusal;
            }
        }
        if (!client.isLoggedIn()) {
            return HELLO_BEFORE_LOGIN;
        }
        client.speak(request.protocol());
        if (request.name() != null) {
            client.setName(request.name().isEmpty() ? null : request.name());
        }
        return greeting(client);
    }

    /** Authenticates the client with what it has presented, which was checked; returns the error if that is refused, or null. */
    private @Nullable RespValue logIn(Presented presented, ConnectionContext context) {
        ClientState client = context.client();
        return switch (logins.admit(client, presented.user(), context.takeVerdict())) {
            case ADMITTED -> null;
            case WRONG -> WRONGPASS;
            case TOO_MANY_CONNECTIONS -> Replies.error(ErrorCode.ERR, Logins.tooManyConnections(presented.user()));
        };
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

    private RespValue auth(byte[][] arguments, ConnectionContext context) {
        if (arguments.length > AUTH_WORDS_MAX) {
            return Replies.wrongCount(Verb.AUTH);
        }
        Presented presented = presented(new Decoded.ForServer(Verb.AUTH, arguments), logins);
        if (presented == null) {
            return NO_PASSWORD_SET;
        }
        RespValue refusal = logIn(presented, context);
        return refusal == null ? RespValue.OK : refusal;
    }

    private RespValue reset(ClientState client) {
        client.reset();
        return new RespValue.Simple("RESET");
    }
}
