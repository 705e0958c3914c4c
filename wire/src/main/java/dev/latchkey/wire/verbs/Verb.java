package dev.latchkey.wire.verbs;

import dev.latchkey.wire.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The command table: one row for each command, from which decoding, COMMAND, INFO and docs/commands.md are made. Adding a row
 * here makes the command known; {@link CommandDecoder} or the server's introductions then give it its meaning.
 */
public enum Verb {
    GET(Group.STORE, "Reads a key.", "The value, or null if there is none.", key()),
    GETV(
            Group.STORE,
            "Reads a key with its version.",
            "Array of value, version and the revision of the last write; null if there is none.",
            key()),
    PUT(
            Group.STORE,
            "Writes a key, provided its version is still the one given.",
            "Integer: the new version.",
            "0 creates, otherwise the version you read",
            key(),
            Argument.of("value", "string"),
            version()),
    DEL(
            Group.STORE,
            "Deletes a key, provided its version is still the one given.",
            "Integer: the key's last version.",
            "the version you read",
            key(),
            version()),
    LIST(
            Group.STORE,
            "Lists keys in byte order, one page at a time, each page of one moment.",
            "Array of revision, more (0 or 1) and entries: each an array of key and version, or key, value and version.",
            "the next page begins AFTER the last key of this one",
            Argument.of("prefix", "string").maybe(),
            Argument.of("key", "string").behind("AFTER").maybe(),
            Argument.of("n", "integer").behind("LIMIT").maybe(),
            Argument.of("values", "pure-token").behind("VALUES").maybe()),

    HELLO(
            Group.CONNECTION,
            "Tells who is here; chooses the protocol, logs in, names the connection.",
            "Map of server, version, proto, id, mode, role, modules and store. NOPROTO, NOAUTH or WRONGPASS.",
            "2 or 3, then AUTH username password and SETNAME name, as you like",
            Argument.of("protover", "integer").maybe(),
            Argument.of("username password", "string").behind("AUTH").maybe(),
            Argument.of("clientname", "string").behind("SETNAME").maybe()),
    AUTH(
            Group.CONNECTION,
            "Logs in.",
            "OK. WRONGPASS, or ERR where no password is set.",
            Argument.of("username", "string").maybe(),
            Argument.of("password", "string")),
    PING(
            Group.CONNECTION,
            "Shows that the server is there.",
            "PONG, or the message.",
            Argument.of("message", "string").maybe()),
    ECHO(Group.CONNECTION, "Repeats a message.", "The message, to the byte.", Argument.of("message", "string")),
    SELECT(
            Group.CONNECTION,
            "Chooses database 0, the only one.",
            "OK for 0, ERR for any other.",
            Argument.of("index", "integer")),
    CLIENT(
            Group.CONNECTION,
            "Names the connection: SETNAME, GETNAME, ID, SETINFO; NO-EVICT and NO-TOUCH change nothing.",
            "OK, the name or the id. ERR for TRACKING and MAINT_NOTIFICATIONS, which would let a cache serve what is stale.",
            "SETNAME name, GETNAME, ID, SETINFO attribute value, NO-EVICT on|off or NO-TOUCH on|off",
            Argument.of("subcommand", "string"),
            Argument.of("argument", "string").repeated().maybe()),
    READONLY(Group.CONNECTION, "Changes nothing: there are no replicas to read from.", "OK."),
    READWRITE(Group.CONNECTION, "Changes nothing: there are no replicas to read from.", "OK."),
    RESET(Group.CONNECTION, "Makes the connection as new: RESP2, logged out, without a name.", "RESET."),
    QUIT(Group.CONNECTION, "Closes the connection.", "OK, and then the connection is closed."),

    INFO(
            Group.SERVER,
            "Tells how the server does.",
            "Text of sections (server, clients, memory, persistence, stats, keyspace) of name:value lines.",
            "server, clients, memory, persistence, stats or keyspace; without one, all of them",
            Argument.of("section", "string").repeated().maybe()),
    BACKUP(
            Group.SERVER,
            "Copies the whole state of one moment, piece by piece, while other commands go on.",
            "START: array of store id and revision. NEXT: a bulk of about 1 MiB at most, perhaps empty; null when all has"
                    + " been given. STOP: OK.",
            "START begins one, NEXT gives the next piece, STOP ends it",
            Argument.of("subcommand", "string")),
    COMMAND(
            Group.SERVER,
            "Shows this table: COUNT, INFO, DOCS, LIST.",
            "As in Redis.",
            "COUNT, LIST, INFO name... or DOCS name...; without one, INFO of all",
            Argument.of("subcommand", "string").maybe(),
            Argument.of("argument", "string").repeated().maybe()),
    CONFIG(
            Group.SERVER,
            "Answers clients that ask for a setting: there is none to read or change this way.",
            "Empty for GET, ERR for all else.",
            "GET parameter",
            Argument.of("subcommand", "string"),
            Argument.of("argument", "string").repeated().maybe()),
    CLUSTER(
            Group.SERVER,
            "Answers clients that ask for a cluster: this is none.",
            "ERR.",
            Argument.of("argument", "string").repeated().maybe()),

    MULTI(
            Group.TRANSACTIONS,
            "Answers clients that pipeline in a transaction: there are none, and nothing is executed until it ends.",
            "ERR, and so for every command until EXEC, DISCARD or RESET."),
    EXEC(Group.TRANSACTIONS, "Ends what MULTI began; nothing was executed.", "EXECABORT. ERR without MULTI."),
    DISCARD(Group.TRANSACTIONS, "Ends what MULTI began; nothing was executed.", "OK. ERR without MULTI.");

    /** What a command is about. The label is one that redis-cli knows, so that {@code help @string} works there. */
    public enum Group {
        STORE("string"),
        CONNECTION("connection"),
        SERVER("server"),
        TRANSACTIONS("transactions");

        private final String label;

        Group(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** One argument as it is documented: its name, the type that Redis gives such a one, the word before it. */
    public record Argument(
            String name, String type, @Nullable String token, boolean optional, boolean multiple) {

        static Argument of(String name, String type) {
            return new Argument(name, type, null, false, false);
        }

        Argument behind(String word) {
            return new Argument(name, type, word, optional, multiple);
        }

        Argument maybe() {
            return new Argument(name, type, token, true, multiple);
        }

        Argument repeated() {
            return new Argument(name, type, token, optional, true);
        }

        /** As in a usage line: {@code [LIMIT n]}. */
        String usage() {
            String word = token == null ? name : type.equals("pure-token") ? token : token + " " + name;
            String repeatedWord = multiple ? word + "..." : word;
            return optional ? "[" + repeatedWord + "]" : repeatedWord;
        }
    }

    private final Group group;
    private final String summary;
    private final String reply;
    private final @Nullable String hint;

    @SuppressWarnings("ImmutableEnumChecker") // it is made by List.of
    private final List<Argument> arguments;

    private final String lowerCase = name().toLowerCase(Locale.ROOT);
    private final int arity;

    Verb(Group group, String summary, String reply, Argument... arguments) {
        this(group, summary, reply, null, arguments);
    }

    Verb(Group group, String summary, String reply, @Nullable String hint, Argument... arguments) {
        this.group = group;
        this.summary = summary;
        this.reply = reply;
        this.hint = hint;
        this.arguments = List.of(arguments);
        this.arity = arityOf(this.arguments);
    }

    private static Argument key() {
        return Argument.of("key", "key");
    }

    private static Argument version() {
        return Argument.of("version", "integer");
    }

    public Group group() {
        return group;
    }

    public String summary() {
        return summary;
    }

    /** What is answered, in words. */
    public String reply() {
        return reply;
    }

    public List<Argument> arguments() {
        return arguments;
    }

    public boolean isForStore() {
        return group == Group.STORE;
    }

    public boolean isWrite() {
        return this == PUT || this == DEL;
    }

    public String lowerCase() {
        return lowerCase;
    }

    /** As it is typed: {@code PUT key value version}. */
    public String usage() {
        return name() + arguments.stream().map(a -> " " + a.usage()).collect(Collectors.joining());
    }

    /** As it is typed, with a word of advice in parentheses. */
    public String advice() {
        return hint == null ? usage() : usage() + " (" + hint + ")";
    }

    /** The arity as Redis counts it: with the name; negative if more may follow. */
    public int arity() {
        return arity;
    }

    private static int arityOf(List<Argument> arguments) {
        int required = 1 + (int) arguments.stream().filter(a -> !a.optional()).count();
        return required == 1 + arguments.size() && arguments.stream().noneMatch(Argument::multiple)
                ? required
                : -required;
    }

    /** Whether a request of {@code count} words, the name included, can be right. */
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

    /** The command of that name, in capitals or not; null if there is none. */
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
