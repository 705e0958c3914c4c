package dev.latchkey.server.verbs;

import dev.latchkey.core.Command;
import dev.latchkey.core.StoreId;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.access.CommandPolicy;
import dev.latchkey.server.access.LoginThrottle;
import dev.latchkey.server.access.Logins;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.Words;
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
    private static final RespValue NEEDS_RESP3 = Replies.error(
            ErrorCode.ERR, "FOLLOW needs RESP3, which has pushes: send HELLO 3 first, or read events with CHANGES");

    private final Logins logins;
    private final CommandPolicy policy;
    private final Map<Verb, Handler> handlers;
    private final RandomGenerator chance;

    /**
     * @param info the text of the sections of INFO that are named, of all if none is
     * @param chance a secure source that many threads can use, for the ids of sessions
     */
    public Handlers(
            Logins logins,
            Supplier<Optional<StoreId>> storeId,
            Function<List<String>, String> info,
            RandomGenerator chance) {
        this(logins, ofEveryVerb(logins, storeId, info), chance);
    }

    Handlers(Logins logins, Map<Verb, Handler> handlers, RandomGenerator chance) {
        this.logins = logins;
        this.policy = new CommandPolicy(logins.audit());
        this.chance = chance;
        this.handlers = new EnumMap<>(handlers);
    }

    /** The handlers of all families. */
    static Map<Verb, Handler> ofEveryVerb(
            Logins logins, Supplier<Optional<StoreId>> storeId, Function<List<String>, String> info) {
        Registry registry = new Registry();
        registry.add(Family.CONNECTION, LoginVerbs.handlers(logins, storeId));
        registry.add(Family.CONNECTION, ConnectionVerbs.handlers());
        registry.add(Family.SERVER, ServerVerbs.handlers(info));
        registry.add(Family.BACKUP, BackupVerbs.handlers());
        registry.add(Family.TRANSACTION, TransactionVerbs.handlers());
        return registry.complete();
    }

    /**
     * The state of a new connection.
     *
     * @param address where the client is, for the audit log
     * @param passwords limits how often the client may try a password
     */
    public ClientState newClient(long id, String address, LoginThrottle.Gate passwords) {
        return new ClientState(id, address, logins.withoutLogin(), passwords, chance);
    }

    /** Authenticates clients. */
    public Logins logins() {
        return logins;
    }

    /** The error that a request gets in this state of its connection, whatever its arguments; null if it may run. */
    public @Nullable RespValue refusal(@Nullable Verb verb, ClientState client) {
        if (!client.isLoggedIn() && (verb == null || verb.access() != Access.BEFORE_LOGIN)) {
            return NOAUTH;
        }
        if (verb != null && verb.pushes() && client.protocol() != Protocol.RESP3) {
            return NEEDS_RESP3;
        }
        return verb == null ? null : noPermission(policy.refusal(verb, client));
    }

    /** The error that a request for the server gets in this state of its connection; null if it may run. */
    public @Nullable RespValue refusal(Decoded.ForServer request, ClientState client) {
        return client.isLoggedIn() && ServerVerbs.isForEveryUser(request) ? null : refusal(request.verb(), client);
    }

    /** The error that a request for the store gets in this state of its connection; null if it may run. */
    public @Nullable RespValue refusal(Decoded.ForStore request, ClientState client) {
        RespValue refusal = refusal(request.verb(), client);
        if (refusal == null) {
            refusal = noPermission(policy.refusal(request.verb(), request.command(), client));
        }
        Command.Transaction watch =
                request.verb() == Verb.WATCH ? request.command().asTransaction() : null;
        return refusal == null && watch != null
                ? TransactionVerbs.refusalOfWatch(watch, client.transaction())
                : refusal;
    }

    /** Queues a request between MULTI and EXEC, and returns the reply to it. */
    public RespValue queue(Decoded.ForTransaction request, ClientState client) {
        Command.Transaction alone = new Command.Transaction(List.of(request.operation()));
        RespValue refusal = refusal(new Decoded.ForStore(request.verb(), alone), client);
        return TransactionVerbs.queue(request.operation(), refusal, client.transaction());
    }

    private static @Nullable RespValue noPermission(@Nullable String sentence) {
        return sentence == null ? null : Replies.error(ErrorCode.NOPERM, sentence);
    }

    /** What a request presents to authenticate its client; null if it presents nothing, or is refused whatever it presents. */
    public @Nullable Presented presented(Decoded.ForServer request, ClientState client) {
        Presented presented = LoginVerbs.presented(request, logins);
        return presented != null && refusal(request.verb(), client) == null ? presented : null;
    }

    /** The reply to a request whose secret could not be checked, because too many are being checked. */
    public RespValue tooManyChecks() {
        return LoginVerbs.tooManyChecks();
    }

    /** Answers a request that is not for the store. */
    public RespValue answer(Decoded.ForServer request, ConnectionContext context) {
        ClientState client = context.client();
        Verb verb = request.verb();
        if (verb.access() == Access.ADMIN && !BackupVerbs.continues(request) && !ServerVerbs.isForEveryUser(request)) {
            logins.audit().admin(client.source(), verb.name(), firstArgument(request));
        }
        return handler(verb).answer(request.arguments(), context);
    }

    private static String firstArgument(Decoded.ForServer request) {
        return request.arguments().length < 2 ? "" : Words.printable(Replies.text(request.arguments()[1]));
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
