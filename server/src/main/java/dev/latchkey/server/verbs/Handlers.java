package dev.latchkey.server.verbs;

import dev.latchkey.core.StoreId;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.access.LoginThrottle;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.text.ErrorCode;
import dev.latchkey.wire.verbs.Access;
import dev.latchkey.wire.verbs.Decoded;
import dev.latchkey.wire.verbs.Family;
import dev.latchkey.wire.verbs.Verb;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Answers every command that is not for the store. One map holds the handler of each verb; the classes that fill it handle one
 * family of verbs each. Commands that Redis clients send on connecting are answered as Redis answers them where that is true of
 * Latchkey, and with an error where an OK would mislead.
 */
public final class Handlers {

    private static final RespValue NOAUTH = Replies.error(ErrorCode.NOAUTH, "Authentication required.");
    private static final RespValue NOT_EXECUTED =
            Replies.error(ErrorCode.ERR, "not executed: transactions are not supported, and one was begun with MULTI");

    private static final RespValue NEEDS_RESP3 = Replies.error(
            ErrorCode.ERR, "FOLLOW needs RESP3, which has pushes: send HELLO 3 first, or read events with CHANGES");

    private final Credentials credentials;
    private final Map<Verb, Handler> handlers;
    private final RandomGenerator chance;

    /**
     * @param info the text of the sections of INFO that are named, of all if none is
     * @param chance a secure source that many threads can use, for the ids of sessions
     */
    public Handlers(
            Credentials credentials,
            Supplier<Optional<StoreId>> storeId,
            Function<List<String>, String> info,
            RandomGenerator chance) {
        this(credentials, ofEveryVerb(credentials, storeId, info), chance);
    }

    Handlers(Credentials credentials, Map<Verb, Handler> handlers, RandomGenerator chance) {
        this.credentials = credentials;
        this.chance = chance;
        this.handlers = new EnumMap<>(handlers);
    }

    /** The handlers of all families. */
    static Map<Verb, Handler> ofEveryVerb(
            Credentials credentials, Supplier<Optional<StoreId>> storeId, Function<List<String>, String> info) {
        Registry registry = new Registry();
        registry.add(Family.CONNECTION, LoginVerbs.handlers(credentials, storeId));
        registry.add(Family.CONNECTION, ConnectionVerbs.handlers());
        registry.add(Family.SERVER, ServerVerbs.handlers(info));
        registry.add(Family.BACKUP, BackupVerbs.handlers());
        registry.add(Family.TRANSACTION, TransactionVerbs.handlers());
        return registry.complete();
    }

    /**
     * The state of a new connection.
     *
     * @param passwords limits how often the client may try a password
     */
    public ClientState newClient(long id, LoginThrottle.Gate passwords) {
        return new ClientState(id, !credentials.isRequired(), passwords, chance);
    }

    /** The error that a request gets in this state of its connection, whatever its arguments; null if it may run. */
    public @Nullable RespValue refusal(@Nullable Verb verb, ClientState client) {
        if (!client.isLoggedIn() && (verb == null || verb.access() != Access.BEFORE_LOGIN)) {
            return NOAUTH;
        }
        if (client.isInTransaction() && (verb == null || !verb.isAllowedInTransaction())) {
            return NOT_EXECUTED;
        }
        if (verb != null && verb.pushes() && client.protocol() != Protocol.RESP3) {
            return NEEDS_RESP3;
        }
        return null;
    }

    /** Answers a request that is not for the store. */
    public RespValue answer(Decoded.ForServer request, ConnectionContext context) {
        return handler(request.verb()).answer(request.arguments(), context);
    }

    /** Answers a request that the decoder found to be wrong. */
    public RespValue answerWrong(Decoded.Wrong wrong, ConnectionContext context) {
        Verb verb = wrong.verb();
        return verb == null || verb.isForStore()
                ? new RespValue.ErrorLine(wrong.message())
                : handler(verb).answerWrong(wrong.message(), context);
    }

    private Handler handler(Verb verb) {
        return Objects.requireNonNull(handlers.get(verb), () -> verb + " is for the store");
    }
}
