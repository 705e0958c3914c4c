package dev.latchkey.wire.verbs;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.wire.Limits;
import dev.latchkey.wire.text.ErrorCode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Writes docs/commands.md from the command table, the error codes, the limits and {@link CommandNotes}. The meaning of an error
 * code to a caller is written here.
 */
final class CommandsPage {

    private final StringBuilder page = new StringBuilder();

    private CommandsPage() {}

    static String write() {
        CommandsPage page = new CommandsPage();
        page.introduction();
        Arrays.stream(Family.values()).map(TITLES::get).distinct().forEach(page::group);
        page.listing();
        page.sessions();
        page.follows();
        page.transactions();
        page.errors();
        page.limits();
        return page.page.toString();
    }

    private void introduction() {
        say("""
                # Commands

                <!-- Generated from the command table by CommandsPage. To write it again:
                mvn -pl wire -am test -Dtest=CommandsPageTest -Ddocs.rewrite -Dsurefire.failIfNoSpecifiedTests=false -->

                Latchkey speaks RESP, the protocol of Redis, in both versions: a connection begins in RESP2, and `HELLO 3` switches it
                to RESP3. Any Redis client library can therefore send these commands, and `latchkey shell` and `redis-cli -p 5625` are shells, with
                completion and `help put`. Requests are arrays of bulk strings, or lines of text if you use telnet or netcat.

                Keys and values are arbitrary bytes. Names of commands and options are case-insensitive. You can pipeline requests:
                the server replies in the order of requests, and a request sees the effects of earlier requests on the same
                connection.

                In the usage lines, `[...]` is optional and `...` can be repeated. The examples show the output of redis-cli, and each
                builds on the examples before it.

                *Permission* is what a command needs on a server that has users ([users.md](users.md)); a command without that
                permission is refused with `NOPERM`. On a server without users, every authenticated client may run every command.
                """);
        say("""
                | command | what it does |
                |---|---|
                """.stripTrailing());
        for (Verb verb : Verb.values()) {
            say("| [`" + verb.usage() + "`](#" + verb.lowerCase() + ") | " + verb.summary() + " |");
        }
        say("");
    }

    private void group(String title) {
        say("## " + title + "\n");
        for (Verb verb : Verb.values()) {
            if (title.equals(TITLES.get(verb.family()))) {
                command(verb);
            }
        }
    }

    private void command(Verb verb) {
        say("### " + verb + "\n\n```\n" + verb.usage() + "\n```\n");
        say(verb.summary() + "\n");
        if (verb.hint() != null) {
            say("*Arguments:* " + sentence(verb.hint()) + "\n");
        }
        say("*Replies:* " + verb.reply() + "\n");
        say("*Permission:* " + verb.access().permission() + ".\n");
        CommandNotes notes = CommandNotes.of(verb);
        if (notes.errors() != null) {
            say("*Errors:* " + notes.errors() + "\n");
        }
        if (notes.limits() != null) {
            say("*Limits:* " + notes.limits() + "\n");
        }
        say("```\n" + notes.example().strip() + "\n```\n");
    }

    private static String sentence(String hint) {
        return hint.substring(0, 1).toUpperCase(Locale.ROOT) + hint.substring(1) + ".";
    }

    private void listing() {
        say("""
                ## Reading a long list

                A page of `LIST` ends after `LIMIT` entries (%,d by default, at most %,d), or before its keys and values exceed
                %,d bytes. It is never empty while more entries follow. A page shows the store as of one revision, its first item. Two
                pages are two reads: a write or delete between them is visible in the later page only.

                To continue while the second item, *more*, is 1, pass the last key of the page to `AFTER`, as the example does.

                The first word is the prefix whenever the words after it can be read as options: `LIST VALUES` lists the keys that
                begin with `VALUES`, and `LIST LIMIT 5` lists five of all keys. Programs should always pass the prefix, `""` for all
                keys, so that no prefix is ever taken for an option. An option can be given once.
                """.formatted(Command.ListKeys.LIMIT_DEFAULT, Command.ListKeys.LIMIT_MAX, StateMachine.PAGE_BYTES_MAX));
    }

    private void sessions() {
        say("""
                ## Sessions

                A session represents a client that can fail. `SESSION OPEN` returns its id, which only the client that opened it
                knows, and to users other than its own the session does not exist. A session survives the loss of a connection, and
                any connection of its user can use it. It ends by `SESSION CLOSE`, or when its time to live has passed since it was
                renewed last. Only `OPEN` and `KEEP` renew it; `KEEP` does so when the server receives it. Send `KEEP` after a third
                of the time to live, and count your own time from the moment at which you sent the last one that was answered.

                `KEEP` with a time to live sets it: the session then has that much time from this renewal on, even if that is less
                than before. The new time to live is durable, while a `KEEP` without one is not written to the disk.

                *Ownership.* A key written with `OWNER` belongs to the session and is deleted when the session ends: all keys of
                a session in one step, in byte order. The next write of the key changes its owner, to none if it has no `OWNER`.
                That is a lock: create a key owned by your session; if your program fails, the key is deleted within the time to
                live.

                *Guards.* `GUARD key version` makes a write depend on another key: it takes effect only if that key has that version,
                0 if it must not exist. A holder of a lock guards its writes with the lock's key and version, so that a write which
                was delayed until the lock had another holder is refused with `ERRGUARD`.

                *Expiry.* The server measures time with a monotonic clock, and decides in one order with all other commands whether a
                session has expired: a command that arrives after the time has passed sees the session ended and its keys deleted.
                After a restart every session has its full time to live. If the server finds out that it was suspended and is
                more than 200 ms late, all sessions get that much more time.

                *Exactly once.* `ONCE session seq acked command` executes the command unless this session has executed one with this
                `seq` before, in which case it returns the recorded reply. So you can send a write again after a lost connection
                and learn what became of it. Number your writes from 1, in any order; `acked` says that you have received all
                replies up to and including that number, which lets the server delete their records. `ONCE ... CANCEL` resolves a
                write that you no longer want: it returns the recorded reply, or makes sure that the write is never executed. Replies
                that begin with `ERRFULL` are not recorded. `ONCE` does not renew the session, except by a `KEEP` that it executes.
                """);
    }

    private void follows() {
        say("""
                ## Follows

                The store keeps its most recent writes as *events*, in the order of their revisions, within bounds in bytes and
                events that `INFO follows` shows. They survive a restart. `FOLLOW` pushes them as they happen, `CHANGES` returns them
                page by page to clients of either protocol version, and `HISTORY` returns those of one key.

                Every write of a key is one event: its revision; the *previous* revision; the kind, which is `put`, `delete`,
                `expire` (the time to live of the session that owned the key has passed) or `close` (that session was closed); the
                key; its version after the write; the value, null if the key was deleted; the name of the client or user that sent
                the command and the wall-clock time of the server in milliseconds, both for information only; and *last*, which is
                1 for the last event of its step with that prefix. The end of a session deletes all its keys as one step.

                `FOLLOW prefix` replies with the id of the store and the revision R after which the pushes start: the current one,
                or that of `FROM`. Then every event of a key with that prefix is pushed, once and in order, as an array of
                `latchkey`, the prefix, and the fields above. The *previous* revision of the first event is R, and that of each
                further event is the revision of the event before it on the same follow. A client that compares them has proof that it
                has missed nothing. After a lost connection, follow `FROM` the revision of the last event of the last whole step, if
                the store id is the same.

                The server never waits for a follower. A client that reads its pushes slowly lags behind, and its connection is closed
                when events that it has not received are evicted. `FROM` a revision that is too old is refused with
                `ERRCOMPACTED <oldest>`: follow from the current revision first, then read the keys with `LIST`.
                `UNFOLLOW`, `HELLO 2` and `RESET` end follows. So does the server if the permissions of the user no longer cover what
                is followed; it then pushes an array of `latchkey-end`, the prefix, and an error line that begins with `NOPERM`. The follows of all connections share a bounded part of the memory for
                queued replies; when it is used up, `FOLLOW` returns an error, and works again when other follows have ended.

                `CHANGES prefix FROM revision` returns the revision from which to read the next page, and events. An empty page means
                that no event with that prefix exists up to that revision. A page ends with a whole step, even beyond its limit. With
                `BLOCK` the server waits for an event if there is none; later requests on the same connection wait as well. So
                send the `KEEP` of a session on another connection: the server receives it only after that wait.

                `HISTORY key` returns 1 if the history has all events that the key ever had, otherwise 0, and then the events, newest
                first.
                """);
    }

    private void transactions() {
        say("""
                ## What a transaction does

                A transaction is a list of operations that are executed as one step: in order, each seeing what those before it did,
                and either all of them or none. An operation is a put, a delete, a read, or a `CHECK key version`, which holds if the
                key has that version, 0 if it must not exist. If an operation is refused, nothing is done, and the error is
                `EXECABORT`, the number of the operation and its error. No other command is executed in between, and no reader, follow,
                page of `CHANGES` or backup ever sees a part of a transaction. Its writes have consecutive revisions. It is one record
                of the log: a crash leaves all of it or nothing.

                `TXN count argc arg... argc arg...` is a transaction in one request: for each operation the number of its words,
                then the words. Its reply is an array of the replies to the operations, that to `CHECK` being `OK`. `ONCE` can execute it, so a
                retry executes it once. A session records the reply with all values that were read; if its records would exceed their limit,
                the transaction is not executed.

                `MULTI` queues the commands that follow, until `EXEC` executes them as one transaction. `GET`, `GETV`, `PUT` and `DEL`
                can be queued. A command that cannot be queued gets an error, and then `EXEC` executes nothing, so that a client never half
                succeeds. If the connection is lost before `EXEC`, nothing is executed. `WATCH` remembers whether keys exist and which
                last version they have; if one of them has changed, the reply to the next `EXEC` is null and nothing is executed. In rare
                cases it is null although the key has not changed: when a million other keys have been deleted since.

                A transaction that only checks and reads is a consistent read of several keys. It is not logged, and is executed when the
                disk or the memory is full.
                """);
    }

    private void errors() {
        say("""
                ## Errors

                An error is one line. Its first word is a code in upper case. The rest is for people and may change; it says what the
                correct request would have been. A request that gets an error was not executed. A client that retries on its own must
                be careful: the refusal of a retry says nothing about the first attempt.

                | code | what it means |
                |---|---|""".stripTrailing());
        for (ErrorCode code : ErrorCode.values()) {
            say("| `" + code + "` | " + Objects.requireNonNull(CODES.get(code), code + " has no meaning") + " |");
        }
        say("""

                If a request is not valid RESP or exceeds a limit below, the server replies with one `ERR Protocol error: <reason>` and
                closes the connection. A client that speaks HTTP or TLS to this port is disconnected without a reply.
                """);
    }

    private void limits() {
        Limits limits = Limits.STANDARD;
        say("""
                ## Limits

                | what | maximum | before login, if a password is set |
                |---|--:|--:|""");
        limit("bytes of a key (at least 1)", Key.LENGTH_MAX, "");
        limit("bytes of a value", Value.LENGTH_MAX, "");
        limit("a version", Long.MAX_VALUE, "");
        Limits.Frames frames = limits.frames();
        Limits.Frames before = limits.framesBeforeLogin();
        limit("arguments of a request, its name included", frames.argumentsMax(), number(before.argumentsMax()));
        limit("bytes of one argument", frames.bulkBytesMax(), number(before.bulkBytesMax()));
        limit("bytes of all arguments of a request", frames.requestBytesMax(), number(before.requestBytesMax()));
        limit("bytes of an inline request", frames.inlineBytesMax(), number(before.inlineBytesMax()));
        limit("bytes that a connection sends", "", number(limits.beforeLogin().inputBytesMax()));
        limit("bytes of replies to it", "", number(limits.beforeLogin().outputBytesMax()));
        limit(
                "seconds until it authenticates",
                "",
                number(limits.beforeLogin().durationMax().toSeconds()));
        limit("connections", limits.connectionsMax(), "");
        limit("unanswered requests of a connection", limits.pipelinedMax(), "");
        limit(
                "bytes of unanswered requests and queued replies of a connection before the server stops reading from it (a"
                        + " quarter of the queued replies below if that is less)",
                limits.pipelinedBytesMax(),
                "");
        limit(
                "bytes of incomplete requests of all connections together (an eighth of the heap if that is less)",
                number(limits.input().allConnectionsBytesMax()),
                number(limits.input().beforeLoginBytesMax()));
        limit(
                "bytes of buffered replies to a slow reader before the server stops reading from it",
                limits.output().pausedAtBytes(),
                "");
        limit(
                "bytes of buffered replies of all connections together",
                limits.output().allConnectionsBytesMax(),
                number(limits.output().beforeLoginBytesMax()));
        limit(
                "bytes of queued replies of all connections together (a sixteenth of the heap if that is less, with G1 and ZGC"
                        + " half of that)",
                limits.output().queuedBytesMax(),
                number(limits.output().queuedBeforeLoginBytesMax()));
        limit(
                "seconds for which a client may read none of its buffered replies",
                limits.output().stalledMax().toSeconds(),
                "");
        say("""

                A request has %d seconds to arrive, whatever its size; after that the rest must arrive at %,d bytes per second or
                faster, or the server closes the connection. Time in which the server does not run, because its process is suspended
                or its disk stalls, or does not read, does not count against any of these limits. Versions grow by one with each
                write; only a delete can reach the last version, %d.

                When the limit of all connections together is exceeded, the server closes the connection that uses the most.
                Connections before login have limits of their own, so that they cannot use up those of authenticated clients. When the
                maximum number of connections is reached, a new connection takes the place of the oldest one that has not authenticated
                yet; if there is none, the new one is refused.\
                """.formatted(frames.graceMax().toSeconds(), frames.bytesPerSecondMin(), Long.MAX_VALUE));
    }

    private void limit(String what, long most, String beforeLogin) {
        limit(what, number(most), beforeLogin);
    }

    private void limit(String what, String most, String beforeLogin) {
        say("| " + what + " | " + most + " | " + beforeLogin + " |");
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private void say(String text) {
        page.append(text).append('\n');
    }

    private static final Map<Family, String> TITLES = Map.of(
            Family.STORE, "The store",
            Family.CONNECTION, "The connection",
            Family.SERVER, "The server",
            Family.BACKUP, "The server",
            Family.TRANSACTION, "Transactions");

    private static final Map<ErrorCode, String> CODES = Map.ofEntries(
            Map.entry(ErrorCode.ERR, "Wrong use, or a refusal that has no code of its own: the sentence says which."),
            Map.entry(
                    ErrorCode.ERRVERSION,
                    "The key has a version other than the one given; the second word is its current version, in decimal."),
            Map.entry(ErrorCode.ERRNOKEY, "A write names a version of a key that does not exist."),
            Map.entry(
                    ErrorCode.ERRSESSION,
                    "The session does not exist: it was closed, has expired, or belongs to another user."),
            Map.entry(
                    ErrorCode.ERRSEQ,
                    "The seq of `ONCE` cannot be used: it is acknowledged, too far above the acknowledged ones, or belongs to"
                            + " another command. The sentence says which."),
            Map.entry(
                    ErrorCode.ERRCANCELLED,
                    "The command was cancelled before it arrived. It was not executed and never will be."),
            Map.entry(
                    ErrorCode.ERRCOMPACTED,
                    "Events after the named revision have been evicted from the event history. The second word is the oldest"
                            + " revision after which every event is kept. Follow from the current revision, then read the keys."),
            Map.entry(
                    ErrorCode.ERRGUARD,
                    "The key of the guard has another version, which is the second word, in decimal; 0 if it does not exist."),
            Map.entry(
                    ErrorCode.ERRFULL,
                    "The memory limit is reached, the disk is full or the write queue is full. Deletes still work unless the queue is"
                            + " full, and a small reserve lets clients open and close sessions, so that they can delete. Or a limit of sessions is reached."),
            Map.entry(
                    ErrorCode.CLUSTERDOWN,
                    "The nodes of the cluster have no leader, or this node does not reach it. The command was not executed and"
                            + " never will be: try again later, or at another node."),
            Map.entry(ErrorCode.NOAUTH, "A password or users are set and this connection has not authenticated."),
            Map.entry(ErrorCode.WRONGPASS, "The user does not exist, or the password is wrong."),
            Map.entry(
                    ErrorCode.NOPERM,
                    "The user of the connection does not have the permission that the command needs; the sentence says which"
                            + " permission for which key."),
            Map.entry(ErrorCode.NOPROTO, "`HELLO` requests a protocol version other than 2 and 3."),
            Map.entry(
                    ErrorCode.EXECABORT,
                    "The transaction was not executed. The second word is the number of the operation that was refused, from 1, and its"
                            + " error follows; or a command between `MULTI` and `EXEC` could not be queued."));
}
