package dev.latchkey.server.verbs;

import dev.latchkey.core.StoreId;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.stats.ServerVersion;
import dev.latchkey.wire.ErrorCode;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.Words;
import dev.latchkey.wire.verbs.CommandDecoder;
import dev.latchkey.wire.verbs.CommandDocs;
import dev.latchkey.wire.verbs.Decoded;
import dev.latchkey.wire.verbs.Verb;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers everything that is not for the store: what clients of Redis send to introduce themselves, each as Redis answers it
 * where that is true of us, and with an error where an OK would mislead.
 */
public final class ConnectionVerbs {

    /** The commands that run before login; HELLO only if it logs in. */
    private static final Set<Verb> BEFORE_LOGIN = Set.of(Verb.AUTH, Verb.HELLO, Verb.QUIT, Verb.RESET);

    /** The commands that run between MULTI and its end. */
    private static final Set<Verb> AMID_TRANSACTION = Set.of(Verb.EXEC, Verb.DISCARD, Verb.RESET, Verb.QUIT);

    private static final int CLIENT_NAME_CHARS_MAX = 256;

    private static final RespValue NOAUTH = error(ErrorCode.NOAUTH, "Authentication required.");
    private static final RespValue WRONGPASS =
            error(ErrorCode.WRONGPASS, "invalid username-password pair or user is disabled.");
    private static final RespValue NO_TRANSACTIONS = error(ErrorCode.ERR, "transactions are not supported");
    private static final RespValue NOT_EXECUTED =
            error(ErrorCode.ERR, "not executed: transactions are not supported, and one was begun with MULTI");

    private final Credentials credentials;
    private final Supplier<Optional<StoreId>> storeId;
    private final Function<List<String>, String> info;

    /**
     * @param storeId the id of the store, empty while the server has none
     * @param info the text of the sections of INFO that are named, of all if none is
     */
    public ConnectionVerbs(
            Credentials credentials, Supplier<Optional<StoreId>> storeId, Function<List<String>, String> info) {
        this.credentials = credentials;
        this.storeId = storeId;
        this.info = info;
    }

    public ClientState newClient(long id) {
        return new ClientState(id, !credentials.isRequired());
    }

    /** The error that a command gets in this state of the connection, whatever it is about; null if it may run. */
    @Nullable
    public RespValue refusal(@Nullable Verb verb, ClientState client) {
        if (!client.isLoggedIn() && (verb == null || !BEFORE_LOGIN.contains(verb))) {
            return NOAUTH;
        }
        if (client.isAmidTransaction() && (verb == null || !AMID_TRANSACTION.contains(verb))) {
            return verb == Verb.MULTI ? error(ErrorCode.ERR, "MULTI calls can not be nested") : NOT_EXECUTED;
        }
        return null;
    }

    /** Answers a command for the server; the first argument is its name. */
    public RespValue answer(Verb verb, byte[][] arguments, ClientState client) {
        return switch (verb) {
            case HELLO -> hello(arguments, client);
            case AUTH -> auth(arguments, client);
            case PING ->
                arguments.length == 1
                        ? new RespValue.Simple("PONG")
                        : arguments.length == 2 ? new RespValue.Bulk(arguments[1]) : wrongCount(verb);
            case ECHO -> new RespValue.Bulk(arguments[1]);
            case SELECT -> select(arguments[1]);
            case CLIENT -> client(arguments, client);
            case READONLY, READWRITE -> RespValue.OK;
            case CONFIG ->
                Words.matches(arguments[1], "GET") && arguments.length > 2
                        ? RespValue.Pairs.of()
                        : error(
                                ErrorCode.ERR,
                                "there is nothing to configure here; latchkey serve --help names the flags");
            case CLUSTER -> error(ErrorCode.ERR, "This instance has cluster support disabled");
            case COMMAND -> command(arguments);
            case INFO -> RespValue.Bulk.of(info.apply(texts(arguments, 1)));
            case RESET -> reset(client);
            case QUIT -> quit(client);
            case MULTI -> multi(client);
            case EXEC, DISCARD -> endTransaction(verb, client);
            case BACKUP -> throw new IllegalStateException(verb + " is answered in its turn");
            case GET, GETV, PUT, DEL, LIST -> throw new IllegalStateException(verb + " is for the store");
        };
    }

    /** Answers a request that is wrong in itself. A MULTI begins what it begins even so: what follows was sent to be in it. */
    public RespValue answerWrong(Decoded.Wrong wrong, ClientState client) {
        if (wrong.verb() == Verb.MULTI) {
            client.setAmidTransaction(true);
        }
        return new RespValue.ErrorLine(wrong.message());
    }

    private RespValue hello(byte[][] arguments, ClientState client) {
        Protocol protocol = client.protocol();
        int at = 1;
        if (at < arguments.length) {
            String number = text(arguments[at++]);
            if (!number.matches("-?[0-9]{1,9}")) {
                return error(ErrorCode.ERR, "Protocol version is not an integer or out of range");
            }
            protocol = number.equals("2") ? Protocol.RESP2 : Protocol.RESP3;
            if (!number.equals("2") && !number.equals("3")) {
                return error(ErrorCode.NOPROTO, "unsupported protocol version");
            }
        }
        boolean login = false;
        String name = null;
        while (at < arguments.length) {
            byte[] option = arguments[at++];
            if (Words.matches(option, "AUTH") && at + 1 < arguments.length) {
                if (!credentials.admits(arguments[at], arguments[at + 1])) {
                    return WRONGPASS;
                }
                login = true;
                at += 2;
            } else if (Words.matches(option, "SETNAME") && at < arguments.length) {
                name = text(arguments[at++]);
                if (!isClientName(name)) {
                    return badClientName();
                }
            } else {
                return error(ErrorCode.ERR, "Syntax error in HELLO option '" + text(option) + "'");
            }
        }
        if (!client.isLoggedIn() && !login) {
            return error(
                    ErrorCode.NOAUTH,
                    "HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user>"
                            + " <pass> option can be used to authenticate the client and select the RESP protocol version"
                            + " at the same time");
        }
        client.logIn();
        client.speak(protocol);
        if (name != null) {
            client.setName(name.isEmpty() ? null : name);
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
                RespValue.Bulk.of("store"), storeValue());
    }

    private RespValue storeValue() {
        Optional<StoreId> id = storeId.get();
        return id.isPresent() ? RespValue.Bulk.of(id.get().toString()) : RespValue.NULL;
    }

    private RespValue auth(byte[][] arguments, ClientState client) {
        if (arguments.length > 3) {
            return wrongCount(Verb.AUTH);
        }
        if (arguments.length == 2 && !credentials.isRequired()) {
            return error(
                    ErrorCode.ERR,
                    "AUTH <password> called without any password configured for the default user. Are you sure your"
                            + " configuration is correct?");
        }
        boolean admitted = arguments.length == 2
                ? credentials.admits(arguments[1])
                : credentials.admits(arguments[1], arguments[2]);
        if (!admitted) {
            return WRONGPASS;
        }
        client.logIn();
        return RespValue.OK;
    }

    private static RespValue select(byte[] index) {
        return text(index).equals("0") ? RespValue.OK : error(ErrorCode.ERR, "DB index is out of range");
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
            String name = text(arguments[2]);
            if (!isClientName(name)) {
                return badClientName();
            }
            client.setName(name.isEmpty() ? null : name);
            return RespValue.OK;
        }
        if ((Words.matches(subcommand, "SETINFO") && words == 4)
                || (Words.matches(subcommand, "NO-EVICT") && words == 3)
                || (Words.matches(subcommand, "NO-TOUCH") && words == 3)) {
            return RespValue.OK;
        }
        if (Words.matches(subcommand, "TRACKING") || Words.matches(subcommand, "MAINT_NOTIFICATIONS")) {
            return error(
                    ErrorCode.ERR,
                    "CLIENT " + text(subcommand) + " is not supported: a client's cache would serve what is stale");
        }
        return error(
                ErrorCode.ERR,
                "unknown subcommand or wrong number of arguments for '" + text(subcommand) + "': "
                        + Verb.CLIENT.advice());
    }

    private static RespValue command(byte[][] arguments) {
        List<byte[]> names = Arrays.asList(arguments).subList(Math.min(2, arguments.length), arguments.length);
        if (arguments.length == 1 || Words.matches(arguments[1], "INFO")) {
            return CommandDocs.info(names);
        }
        if (Words.matches(arguments[1], "DOCS")) {
            return CommandDocs.docs(names);
        }
        if (Words.matches(arguments[1], "COUNT") && names.isEmpty()) {
            return new RespValue.Int(Verb.values().length);
        }
        if (Words.matches(arguments[1], "LIST") && names.isEmpty()) {
            return CommandDocs.list();
        }
        return error(
                ErrorCode.ERR,
                "unknown subcommand or wrong number of arguments for '" + text(arguments[1]) + "': "
                        + Verb.COMMAND.advice());
    }

    private RespValue reset(ClientState client) {
        client.reset(!credentials.isRequired());
        return new RespValue.Simple("RESET");
    }

    private static RespValue quit(ClientState client) {
        client.leave();
        return RespValue.OK;
    }

    private static RespValue multi(ClientState client) {
        client.setAmidTransaction(true);
        return NO_TRANSACTIONS;
    }

    private static RespValue endTransaction(Verb verb, ClientState client) {
        if (!client.isAmidTransaction()) {
            return error(ErrorCode.ERR, verb + " without MULTI");
        }
        client.setAmidTransaction(false);
        return verb == Verb.DISCARD
                ? RespValue.OK
                : error(ErrorCode.EXECABORT, "Transaction discarded because of previous errors.");
    }

    private static boolean isClientName(String name) {
        return name.length() <= CLIENT_NAME_CHARS_MAX && name.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static RespValue badClientName() {
        return error(
                ErrorCode.ERR,
                "Client names cannot contain spaces, newlines or special characters, nor more than "
                        + CLIENT_NAME_CHARS_MAX + " characters");
    }

    private static RespValue wrongCount(Verb verb) {
        return new RespValue.ErrorLine(CommandDecoder.wrongCount(verb));
    }

    private static RespValue.ErrorLine error(ErrorCode code, String sentence) {
        return new RespValue.ErrorLine(code + " " + sentence);
    }

    private static List<String> texts(byte[][] arguments, int from) {
        return Arrays.stream(arguments).skip(from).map(ConnectionVerbs::text).toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
