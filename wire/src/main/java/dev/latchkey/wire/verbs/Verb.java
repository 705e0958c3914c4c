package dev.latchkey.wire.verbs;

import static dev.latchkey.wire.verbs.Argument.key;
import static dev.latchkey.wire.verbs.Argument.version;

import dev.latchkey.core.Command;
import dev.latchkey.wire.Requester;
import dev.latchkey.wire.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The command table: one row for each command. Whatever depends on the command that a request names reads its row: decoding,
 * access, order, the shape of replies, COMMAND and docs/commands.md. A new command takes a row here and, unless it is for the
 * store, a handler in the server's class for its family.
 */
public enum Verb {
    GET(Row.of(Family.STORE, Access.READ, Timing.IN_ORDER, Effect.READS, Keys.FIRST)
            .summary("Returns the value of a key.")
            .replies("The value; null if the key does not exist.")
            .takes(key())
            .decodedBy(StoreArguments::get)
            .operationBy((words, requester) -> StoreArguments.read(words, false))),
    GETV(Row.of(Family.STORE, Access.READ, Timing.IN_ORDER, Effect.READS, Keys.FIRST)
            .summary("Returns the value, version and revision of a key.")
            .replies("Array of value, version and the revision of the last write; null if the key does not exist.")
            .takes(key())
            .decodedBy(StoreArguments::get)
            .operationBy((words, requester) -> StoreArguments.read(words, true))
            .repliesWithVersion()),
    PUT(Row.of(Family.STORE, Access.WRITE, Timing.IN_ORDER, Effect.WRITES, Keys.FIRST)
            .summary("Writes a key if its version is still the given one.")
            .replies("Integer: the new version.")
            .takes(
                    key(),
                    Argument.of("value", "string"),
                    version(),
                    Argument.of("session", "string").after("OWNER").maybe(),
                    Argument.of("key version", "string").after("GUARD").maybe())
            .hint("0 creates, otherwise the version you read")
            .optionsOmittedInErrors()
            .decodedBy(WriteArguments::put)
            .operationBy(WriteArguments::put)),
    DEL(Row.of(Family.STORE, Access.WRITE, Timing.IN_ORDER, Effect.DELETES, Keys.FIRST)
            .summary("Deletes a key if its version is still the given one.")
            .replies("Integer: the last version of the key.")
            .takes(
                    key(),
                    version(),
                    Argument.of("key version", "string").after("GUARD").maybe())
            .hint("the version you read")
            .optionsOmittedInErrors()
            .decodedBy(WriteArguments::delete)
            .operationBy((words, requester) -> WriteArguments.delete(words))),
    LIST(Row.of(Family.STORE, Access.READ_PREFIX, Timing.IN_ORDER, Effect.READS, Keys.NONE)
            .summary("Lists keys in byte order, one page at a time. Each page is consistent.")
            .replies(
                    "Array of revision, more (0 or 1) and entries. An entry is an array of key and version; with VALUES,"
                            + " of key, value and version.")
            .takes(
                    Argument.of("prefix", "string").maybe(),
                    Argument.of("key", "string").after("AFTER").maybe(),
                    Argument.of("n", "integer").after("LIMIT").maybe(),
                    Argument.of("values", "pure-token").after("VALUES").maybe())
            .hint("the next page begins AFTER the last key of this one")
            .complexity("O(log(N)+M) with M entries on the page")
            .decodedBy(StoreArguments::listKeys)),
    SESSION(Row.of(Family.STORE, Access.SESSION, Timing.IN_ORDER, Effect.WRITES, Keys.NONE)
            .summary("Opens, renews or closes a session.")
            .replies(
                    "OPEN: array of session id and store id. KEEP: integer, the milliseconds until the session expires."
                            + " CLOSE: OK.")
            .takes(
                    Argument.of("subcommand", "string"),
                    Argument.of("argument", "string").repeated())
            .hint("OPEN ttl-ms, KEEP id [ttl-ms] or CLOSE id")
            .decodedBy(SessionArguments::session)),
    ONCE(Row.of(Family.STORE, Access.CONTAINED, Timing.IN_ORDER, Effect.WRITES, Keys.NONE)
            .summary("Executes a command at most once, however often it is sent.")
            .replies("The reply to the first execution of that seq. CANCEL: that reply, or CANCELLED.")
            .takes(
                    Argument.of("session", "string"),
                    Argument.of("seq", "integer"),
                    Argument.of("acked", "integer"),
                    Argument.of("command", "string").repeated())
            .hint("the command is PUT, DEL or TXN with its arguments, KEEP ttl-ms, or CANCEL")
            .decodedBy(SessionArguments::once)),
    TXN(Row.of(Family.STORE, Access.OPERATIONS, Timing.IN_ORDER, Effect.WRITES, Keys.NONE)
            .summary("Executes several operations as one step: all of them, or none.")
            .replies(
                    "Array of the replies to the operations; that to CHECK is OK. EXECABORT, the number of the operation that was"
                            + " refused, from 1, and its error.")
            .takes(
                    Argument.of("count", "integer"),
                    Argument.of("argc", "integer"),
                    Argument.of("arg", "string").repeated())
            .hint(
                    "for each of count operations the number of its words and its words: CHECK key version, GET, GETV, PUT or"
                            + " DEL")
            .complexity("O(N) with N operations, at most 128")
            .executedAtOnce()
            .decodedBy(TransactionArguments::transaction)),
    WATCH(Row.of(Family.STORE, Access.READ, Timing.IN_ORDER, Effect.READS, new Keys(1, -1, 1))
            .summary("Watches keys: the next EXEC executes nothing if one of them has been written until then.")
            .replies("OK.")
            .takes(key().repeated())
            .hint("before MULTI; EXEC, DISCARD and UNWATCH end it")
            .complexity("O(N) with N keys, at most 128")
            .decodedBy(TransactionArguments::watch)),
    FOLLOW(Row.of(Family.STORE, Access.FOLLOW, Timing.IN_ORDER, Effect.READS, Keys.NONE)
            .summary("Pushes every write of a key with a prefix, in order, from now on or from a revision on.")
            .replies("Array of store id and the revision after which the pushes start. ERRCOMPACTED if events after the"
                    + " revision have been evicted.")
            .takes(
                    Argument.of("prefix", "string"),
                    Argument.of("revision", "integer").after("FROM").maybe())
            .hint("RESP3 only: send HELLO 3 first")
            .complexity("O(1), and O(N) with N events in the pushes")
            .pushes()
            .decodedBy(HistoryArguments::follow)),
    UNFOLLOW(Row.of(Family.CONNECTION, Access.ANY_USER, Timing.IN_ORDER, Effect.NONE, Keys.NONE)
            .summary("Ends the follow of a prefix, or all follows of the connection.")
            .replies("Integer: the number of follows that were ended. No push follows the reply.")
            .takes(Argument.of("prefix", "string").maybe())),
    CHANGES(Row.of(Family.STORE, Access.FOLLOW, Timing.IN_ORDER, Effect.READS, Keys.NONE)
            .summary("Returns the writes of keys with a prefix after a revision, one page at a time.")
            .replies(
                    "Array of the revision from which the next page is read, and events. An event is an array of revision,"
                            + " previous revision, kind, key, version, value, by, wall-clock milliseconds and last (0 or 1)."
                            + " ERRCOMPACTED if events after the revision have been evicted.")
            .takes(
                    Argument.of("prefix", "string"),
                    Argument.of("revision", "integer").after("FROM"),
                    Argument.of("n", "integer").after("LIMIT").maybe(),
                    Argument.of("ms", "integer").after("BLOCK").maybe())
            .hint("FROM 0 starts with the first write; BLOCK waits for an event")
            .complexity("O(N) with N events examined")
            .decodedBy(HistoryArguments::changes)),
    HISTORY(Row.of(Family.STORE, Access.READ, Timing.IN_ORDER, Effect.READS, Keys.FIRST)
            .summary("Returns the latest writes of one key, newest first.")
            .replies("Array of complete (0 or 1) and events. An event is an array of version, revision, kind, by,"
                    + " wall-clock milliseconds and size of the value.")
            .takes(key(), Argument.of("n", "integer").after("LIMIT").maybe())
            .hint("complete is 1 if no older write of the key has been evicted")
            .complexity("O(N) with N events in the history")
            .decodedBy(HistoryArguments::ofKey)),

    HELLO(Row.of(Family.CONNECTION, Access.BEFORE_LOGIN, Timing.ON_ARRIVAL, Effect.NONE, Keys.NONE)
            .summary(
                    "Returns information about the server; selects the protocol, authenticates and names the connection.")
            .replies("Map of server, version, proto, id, mode, role, modules and store. NOPROTO, NOAUTH or WRONGPASS.")
            .takes(
                    Argument.of("protover", "integer").maybe(),
                    Argument.of("username password", "string").after("AUTH").maybe(),
                    Argument.of("clientname", "string").after("SETNAME").maybe())
            .hint("2 or 3, then AUTH username password and SETNAME name, as you like")),
    AUTH(Row.of(Family.CONNECTION, Access.BEFORE_LOGIN, Timing.ON_ARRIVAL, Effect.NONE, Keys.NONE)
            .summary("Authenticates the connection as a user, default if none is named.")
            .replies("OK. WRONGPASS, or ERR if no password is set.")
            .takes(Argument.of("username", "string").maybe(), Argument.of("password", "string"))),
    ACL(Row.of(Family.CONNECTION, Access.ANY_USER, Timing.ON_ARRIVAL, Effect.NONE, Keys.NONE)
            .summary("Returns the name of the user of the connection: WHOAMI.")
            .replies("WHOAMI: the name.")
            .takes(
                    Argument.of("subcommand", "string"),
                    Argument.of("argument", "string").repeated().maybe())
            .hint("WHOAMI; users are defined in the users file of the server")),
    PING(Row.of(Family.CONNECTION, Access.ANY_USER, Timing.ON_ARRIVAL, Effect.NONE, Keys.NONE)
            .summary("Checks that the server responds.")
            .replies("PONG, or the message.")
            .takes(Argument.of("message", "string").maybe())),
    ECHO(Row.of(Family.CONNECTION, Access.ANY_USER, Timing.ON_ARRIVAL, Effect.NONE, Keys.NONE)
            .summary("Returns the given message.")
            .replies("The message, byte for byte.")
            .takes(Argument.of("message", "string"))),
    SELECT(Row.of(Family.CONNECTION, Access.ANY_USER, Timing.ON_ARRIVAL, Effect.NONE, Keys.NONE)
            .summary("Selects database 0, the only one.")
            .replies("OK for 0, ERR for any other.")
            .takes(Argument.of("index", "integer"))),
    CLIENT(
            Row.of(Family.CONNECTION, Access.ANY_USER, Timing.ON_ARRIVAL, Effect.NONE, Keys.NONE)
                    .summary(
                            "Sets or returns the name or id of the connection: SETNAME, GETNAME, ID, INFO, SETINFO. NO-EVICT, NO-TOUCH and CAPA have no effect.")
                    .replies(
                            "OK, the name, the id, or for INFO a line about the connection. ERR for TRACKING ON and CACHING, because a"
                                    + " client-side cache would serve stale values, for MAINT_NOTIFICATIONS ON and for REPLY OFF; OK for the"
                                    + " opposites. -1 for GETREDIR, and TRACKINGINFO reports that tracking is off.")
                    .takes(
                            Argument.of("subcommand", "string"),
                            Argument.of("argument", "string").repeated().maybe())
                    .hint(
                            "SETNAME name, GETNAME, ID, INFO, SETINFO attribute value, CAPA name..., NO-EVICT on|off or NO-TOUCH on|off")),
    READONLY(Row.of(Family.CONNECTION, Access.ANY_USER, Timing.ON_ARRIVAL, Effect.NONE, Keys.NONE)
            .summary("Has no effect, because there are no replicas to read from.")
            .replies("OK.")),
    READWRITE(Row.of(Family.CONNECTION, Access.ANY_USER, Timing.ON_ARRIVAL, Effect.NONE, Keys.NONE)
            .summary("Has no effect, because there are no replicas to read from.")
            .replies("OK.")),
    RESET(Row.of(Family.CONNECTION, Access.BEFORE_LOGIN, Timing.ON_ARRIVAL, Effect.NONE, Keys.NONE)
            .summary("Resets the connection to its initial state: RESP2, not authenticated, no name.")
            .replies("RESET.")
            .allowedInTransaction()),
    QUIT(Row.of(Family.CONNECTION, Access.BEFORE_LOGIN, Timing.ON_ARRIVAL, Effect.NONE, Keys.NONE)
            .summary("Closes the connection.")
            .replies("OK, after which the server closes the connection.")
            .allowedInTransaction()),

    INFO(Row.of(Family.SERVER, Access.ADMIN, Timing.IN_ORDER, Effect.NONE, Keys.NONE)
            .summary("Returns information and statistics about the server.")
            .replies(
                    "Text of sections (server, clients, memory, persistence, stats, replication, cpu, modules, commandstats,"
                            + " errorstats, latencystats, cluster, keyspace, sessions, follows) of name:value lines."
                            + " INFO replication needs no permission, because clients send it on connecting.")
            .takes(Argument.of("section", "string").repeated().maybe())
            .hint("server, clients, memory, persistence, stats, replication, cpu, modules, commandstats, errorstats,"
                    + " latencystats, cluster, keyspace, sessions or follows; without one, all of them")),
    BACKUP(Row.of(Family.BACKUP, Access.ADMIN, Timing.IN_ORDER, Effect.READS, Keys.NONE)
            .summary("Returns a consistent copy of the whole state, piece by piece, while other commands continue.")
            .replies(
                    "START: array of store id and revision. NEXT: a bulk string of about 1 MiB at most, possibly empty;"
                            + " null after the last piece. STOP: OK.")
            .takes(Argument.of("subcommand", "string"))
            .hint("START begins one, NEXT gives the next piece, STOP ends it")
            .complexity("O(M) with M entries in the piece")),
    COMMAND(Row.of(Family.SERVER, Access.ANY_USER, Timing.ON_ARRIVAL, Effect.NONE, Keys.NONE)
            .summary("Returns information about the commands: COUNT, INFO, DOCS, LIST, GETKEYS.")
            .replies("The same shapes as in Redis.")
            .takes(
                    Argument.of("subcommand", "string").maybe(),
                    Argument.of("argument", "string").repeated().maybe())
            .hint("COUNT, LIST, INFO name..., DOCS name... or GETKEYS command; without one, INFO of all")),
    CONFIG(Row.of(Family.SERVER, Access.ANY_USER, Timing.ON_ARRIVAL, Effect.NONE, Keys.NONE)
            .summary("Returns no settings, because none can be read or changed over the protocol.")
            .replies("Empty for GET, ERR for all other subcommands.")
            .takes(
                    Argument.of("subcommand", "string"),
                    Argument.of("argument", "string").repeated().maybe())
            .hint("GET parameter")),
    CLUSTER(Row.of(Family.SERVER, Access.ANY_USER, Timing.ON_ARRIVAL, Effect.NONE, Keys.NONE)
            .summary("Returns an error, because the server is not part of a cluster.")
            .replies("ERR.")
            .takes(Argument.of("argument", "string").repeated().maybe())),

    MULTI(Row.of(Family.TRANSACTION, Access.ANY_USER, Timing.ON_ARRIVAL, Effect.NONE, Keys.NONE)
            .summary("Starts a transaction: GET, GETV, PUT and DEL are queued until EXEC.")
            .replies("OK. The reply to a queued command is QUEUED. One that cannot be queued is refused, and EXEC too.")
            .allowedInTransaction()),
    EXEC(Row.of(Family.TRANSACTION, Access.ANY_USER, Timing.ON_ARRIVAL, Effect.NONE, Keys.NONE)
            .summary("Executes the queued commands of a transaction as one step: all of them, or none.")
            .replies(
                    "Array of the replies to the commands; null if a watched key has been written. EXECABORT, the number of the"
                            + " command that was refused, from 1, and its error; nothing was executed. ERR without MULTI.")
            .complexity("O(N) with N commands, at most 128")
            .executedAtOnce()
            .allowedInTransaction()),
    DISCARD(Row.of(Family.TRANSACTION, Access.ANY_USER, Timing.ON_ARRIVAL, Effect.NONE, Keys.NONE)
            .summary("Ends a transaction without executing its commands, and watches no key any more.")
            .replies("OK. ERR without MULTI.")
            .allowedInTransaction()),
    UNWATCH(Row.of(Family.TRANSACTION, Access.ANY_USER, Timing.ON_ARRIVAL, Effect.NONE, Keys.NONE)
            .summary("Watches no key any more.")
            .replies("OK."));

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes a row once it is in the table
    private final Row row;

    private final String lowerCase = name().toLowerCase(Locale.ROOT);
    private final int arity;
    private final boolean constantTime;

    Verb(Row row) {
        this.row = row;
        this.constantTime = row.executedAtOnce || row.complexity.equals(Row.CONSTANT_TIME);
        this.arity = arityOf(row.arguments);
    }

    public Family family() {
        return row.family;
    }

    public Access access() {
        return row.access;
    }

    public Timing timing() {
        return row.timing;
    }

    public Effect effect() {
        return row.effect;
    }

    public Keys keys() {
        return row.keys;
    }

    /** Whether it runs between MULTI and EXEC, where all other commands are refused. */
    public boolean isAllowedInTransaction() {
        return row.allowedInTransaction;
    }

    public boolean isForStore() {
        return row.family == Family.STORE;
    }

    /**
     * Makes the store's command of a request for the store that has an acceptable number of arguments.
     *
     * @throws IllegalArgumentException if an argument is wrong, with a sentence that says why
     */
    Command command(byte[][] arguments, Requester requester) {
        return Objects.requireNonNull(row.decoder, "not for the store").apply(arguments, requester);
    }

    /** Whether the command can be an operation of a transaction. */
    public boolean isOperation() {
        return row.operation != null;
    }

    /** Makes the operation of a request that has an acceptable number of arguments. Throws as {@link #command} does. */
    Command.Operation operation(byte[][] arguments, Requester requester) {
        return Objects.requireNonNull(row.operation, "not an operation").apply(arguments, requester);
    }

    /** Whether the command makes the server push, so that it needs a connection that speaks RESP3. */
    public boolean pushes() {
        return row.pushes;
    }

    /** Whether a key that is found is answered with its version and revision, not with the value alone. */
    public boolean repliesWithVersion() {
        return row.versionedReply;
    }

    public String summary() {
        return row.summary;
    }

    /** What a successful reply is and which errors are usual. */
    public String reply() {
        return row.reply;
    }

    /** How the cost grows, as in Redis: {@code O(1)}. */
    public String complexity() {
        return row.complexity;
    }

    /** Whether the cost has a bound so small that the command need not be executed in a turn of its own. */
    public boolean takesConstantTime() {
        return constantTime;
    }

    public List<Argument> arguments() {
        return row.arguments;
    }

    public String lowerCase() {
        return lowerCase;
    }

    /** The usage line: {@code PUT key value version}. */
    public String usage() {
        return usage(argument -> true);
    }

    private String usage(Predicate<Argument> shown) {
        return name()
                + row.arguments.stream()
                        .filter(shown)
                        .map(argument -> " " + argument.usage())
                        .collect(Collectors.joining());
    }

    /** The usage line as errors show it: options that few callers use are left out. */
    String usageInErrors() {
        return row.optionsOmittedInErrors ? usage(argument -> !argument.optional()) : usage();
    }

    /** The usage line of errors, with the hint in parentheses. */
    public String advice() {
        return row.hint == null ? usageInErrors() : usageInErrors() + " (" + row.hint + ")";
    }

    /** What to put into the arguments; null if the usage line says it all. */
    public @Nullable String hint() {
        return row.hint;
    }

    /** The arity as Redis counts it: with the name; negative if more may follow. */
    public int arity() {
        return arity;
    }

    private static int arityOf(List<Argument> arguments) {
        int required = 1;
        for (Argument argument : arguments) {
            required += argument.optional() ? 0 : argument.token() == null ? 1 : 2;
        }
        return arguments.stream().noneMatch(argument -> argument.optional() || argument.multiple())
                ? required
                : -required;
    }

    /** Whether {@code count} words, the name included, are an acceptable number. */
    public boolean acceptsCount(int count) {
        return arity < 0 ? count >= -arity : count == arity;
    }

    private static final List<List<Verb>> BY_LENGTH = byLength();

    private static List<List<Verb>> byLength() {
        List<List<Verb>> rows = new ArrayList<>();
        for (Verb verb : values()) {
            while (rows.size() <= verb.name().length()) {
                rows.add(new ArrayList<>());
            }
            rows.get(verb.name().length()).add(verb);
        }
        return rows;
    }

    /** The command of that name, in upper or lower case; null if it does not exist. */
    public static @Nullable Verb find(byte[] name) {
        if (name.length >= BY_LENGTH.size()) {
            return null;
        }
        List<Verb> candidates = BY_LENGTH.get(name.length);
        for (int i = 0; i < candidates.size(); i++) {
            if (Words.matches(name, candidates.get(i).name())) {
                return candidates.get(i);
            }
        }
        return null;
    }
}
