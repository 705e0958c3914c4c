package dev.latchkey.wire.verbs;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.session.SessionLimits;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.wire.Limits;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What docs/commands.md says of each command beyond its row in the command table: an example, as redis-cli shows it, and where
 * there is something to say, the errors and limits. The examples continue each other; a test of the server replays all of them.
 *
 * @param errors null if the replies say it all
 * @param limits null if there are none
 */
record CommandNotes(
        String example, @Nullable String errors, @Nullable String limits) {

    private static final String PROMPT = "127.0.0.1:5625> ";
    private static final String BAD_KEY = "`ERR` for a key that is empty or too long.";
    private static final String BAD_VERSION = "`ERR` for a version that is not a plain decimal number";
    private static final String A_KEY = text("A key has 1 to %,d bytes.", Key.LENGTH_MAX);

    private static final String TRANSACTION_LIMITS = text(
            "%d operations or commands, of %,d bytes together, and results of %,d bytes; each counts as its keys, its value and"
                    + " %d bytes. See [Transactions](#what-a-transaction-does).",
            Command.Transaction.OPERATIONS_MAX,
            Command.Transaction.BYTES_MAX,
            Command.Transaction.BYTES_MAX,
            Command.Transaction.FRAME_BYTES);

    private static final Map<Verb, CommandNotes> NOTES = Map.ofEntries(
            note(Verb.GET, """
                    > PUT config/color red 0
                    (integer) 1
                    > GET config/color
                    "red"
                    > GET nothing
                    (nil)
                    """, BAD_KEY, A_KEY),
            note(Verb.GETV, """
                    > GETV config/color
                    1) "red"
                    2) (integer) 1
                    3) (integer) 1
                    > GETV nothing
                    (nil)
                    """, BAD_KEY, A_KEY),
            note(
                    Verb.PUT,
                    """
                    > PUT config/color green 0
                    (error) ERRVERSION 1 is the current version
                    > PUT config/color green 1
                    (integer) 2
                    > PUT nothing x 3
                    (error) ERRNOKEY there is no such key
                    """,
                    "`ERRGUARD <current>` if the guard fails, `ERRSESSION` if the owner does not exist, `ERRVERSION"
                            + " <current>` if the key has another version, `ERRNOKEY` if it does not exist and the version"
                            + " is not 0, in this order; `ERRFULL` if the memory limit is reached, the disk is full, or the"
                            + " owner owns as many keys as it can; "
                            + BAD_VERSION
                            + ", for a key or value that is too long, and if the key has used up all versions.",
                    A_KEY + text(" A value has 0 to %,d bytes.", Value.LENGTH_MAX)
                            + " A deleted key that is created again continues from its last version: no version of a key"
                            + " is ever used twice."),
            note(
                    Verb.DEL,
                    """
                    > DEL config/color 1
                    (error) ERRVERSION 2 is the current version
                    > DEL config/color 2
                    (integer) 3
                    > PUT config/color blue 0
                    (integer) 4
                    """,
                    "`ERRGUARD <current>` if the guard fails, `ERRVERSION <current>` if the key has another version,"
                            + " `ERRNOKEY` if it does not exist; "
                            + BAD_VERSION + " of at least 1.",
                    A_KEY),
            note(
                    Verb.LIST,
                    """
                    > PUT config/size 12 0
                    (integer) 1
                    > LIST config/
                    1) (integer) 5
                    2) (integer) 0
                    3) 1) 1) "config/color"
                          2) (integer) 4
                       2) 1) "config/size"
                          2) (integer) 1
                    > LIST config/ LIMIT 1 VALUES
                    1) (integer) 5
                    2) (integer) 1
                    3) 1) 1) "config/color"
                          2) "blue"
                          3) (integer) 4
                    > LIST config/ AFTER config/color
                    1) (integer) 5
                    2) (integer) 0
                    3) 1) 1) "config/size"
                          2) (integer) 1
                    """,
                    "`ERR` for words that are not options, or a limit out of range.",
                    text(
                            "%,d entries per page, %,d with `LIMIT`; see [Reading a long list](#reading-a-long-list).",
                            Command.ListKeys.LIMIT_DEFAULT, Command.ListKeys.LIMIT_MAX)),
            note(
                    Verb.SESSION,
                    """
                    > SESSION OPEN 60000
                    1) "8c1f63a09be24d57a1c4e0f2b3d49685"
                    2) "00112233445566778899aabbccddeeff"
                    > PUT lock/deploy host-1 0 OWNER 8c1f63a09be24d57a1c4e0f2b3d49685
                    (integer) 1
                    > PUT config/color red 4 GUARD lock/deploy 1
                    (integer) 5
                    > SESSION KEEP 8c1f63a09be24d57a1c4e0f2b3d49685
                    (integer) 60000
                    > SESSION CLOSE 8c1f63a09be24d57a1c4e0f2b3d49685
                    OK
                    > GET lock/deploy
                    (nil)
                    > PUT config/color green 5 GUARD lock/deploy 1
                    (error) ERRGUARD 0 is the current version of the guard's key
                    > SESSION KEEP 8c1f63a09be24d57a1c4e0f2b3d49685
                    (error) ERRSESSION there is no such session: it has ended, or belongs to another user
                    """,
                    "`ERRSESSION` if the session does not exist or belongs to another user, `ERRFULL` if no more sessions can"
                            + " be opened; `ERR` for an unknown subcommand, a malformed id, or a time to live out of range.",
                    text(
                            "A time to live is 1 to %,d ms. %,d sessions, and %,d keys owned by each. See"
                                    + " [Sessions](#sessions).",
                            Command.OpenSession.TTL_MILLIS_MAX,
                            SessionLimits.STANDARD.sessionsMax(),
                            SessionLimits.STANDARD.ownedKeysMax())),
            note(
                    Verb.ONCE,
                    """
                    > SESSION OPEN 60000
                    1) "2e7d90b4c5a8413f96d0e7b1a2c3f458"
                    2) "00112233445566778899aabbccddeeff"
                    > ONCE 2e7d90b4c5a8413f96d0e7b1a2c3f458 1 0 PUT config/mode fast 0
                    (integer) 1
                    > ONCE 2e7d90b4c5a8413f96d0e7b1a2c3f458 1 0 PUT config/mode fast 0
                    (integer) 1
                    > ONCE 2e7d90b4c5a8413f96d0e7b1a2c3f458 1 0 PUT config/mode slow 1
                    (error) ERRSEQ another command was sent with this seq
                    > ONCE 2e7d90b4c5a8413f96d0e7b1a2c3f458 2 1 CANCEL
                    CANCELLED
                    > ONCE 2e7d90b4c5a8413f96d0e7b1a2c3f458 2 1 DEL config/mode 1
                    (error) ERRCANCELLED this seq was cancelled: the command was not executed and never will be
                    > ONCE 2e7d90b4c5a8413f96d0e7b1a2c3f458 1 0 PUT config/mode fast 0
                    (error) ERRSEQ this seq was acknowledged before, and its reply is no longer recorded
                    """,
                    "Those of the command; `ERRSESSION` if the session does not exist or belongs to another user, `ERRSEQ` if the"
                            + " seq cannot be used, `ERRCANCELLED` if it was cancelled; `ERR` for any other command and for"
                            + " malformed arguments. `ERRFULL` is not recorded: send the command again, or cancel it.",
                    text(
                            "A seq is at most %,d above the highest acknowledged one. A session keeps at most %,d bytes of"
                                    + " replies.",
                            Command.Once.WINDOW, SessionLimits.STANDARD.recordBytesMax())),
            note(
                    Verb.TXN,
                    """
                    > TXN 3 3 CHECK config/mode 1 4 PUT config/next slow 0 2 GET config/mode
                    1) OK
                    2) (integer) 1
                    3) "fast"
                    > TXN 2 4 PUT config/other x 0 3 DEL config/next 7
                    (error) EXECABORT 2 ERRVERSION 1 is the current version
                    > GET config/other
                    (nil)
                    """,
                    "`EXECABORT <number> <error>` if an operation was refused, with the error that its command would get; nothing"
                            + " was executed then. `ERRFULL` as for a put; `NOPERM` if the user may not run one of the operations."
                            + " `ERR` for anything that is not an operation, for an argc that exceeds the words that follow, and"
                            + " for too many or too large operations.",
                    TRANSACTION_LIMITS),
            note(
                    Verb.WATCH,
                    """
                    > WATCH config/next config/other
                    OK
                    """,
                    "`ERR` between `MULTI` and `EXEC`, where it makes `EXEC` fail, and for too many keys.",
                    "A transaction has at most 128 commands and watched keys. A key that was written counts as written even if it"
                            + " has its old value again, or was created and deleted."),
            note(
                    Verb.FOLLOW,
                    """
                    > HELLO 3
                    1# "server" => "latchkey"
                    ...
                    > FOLLOW config/
                    1) "00112233445566778899aabbccddeeff"
                    2) (integer) 10
                    > FOLLOW config/
                    (error) ERR this connection follows the prefix already: UNFOLLOW it first
                    > HELLO 2
                     1) "server"
                    ...
                    > FOLLOW config/
                    (error) ERR FOLLOW needs RESP3, which has pushes: send HELLO 3 first, or read events with CHANGES
                    """,
                    "`ERRCOMPACTED <oldest>` if events after the revision have been evicted; `ERR` in RESP2, for a prefix that"
                            + " the connection follows already, and for a revision that the store has not reached.",
                    text("%d follows of one connection. See [Follows](#follows).", HistoryRead.Follow.FOLLOWS_MAX)),
            note(Verb.UNFOLLOW, """
                    > HELLO 3
                    1# "server" => "latchkey"
                    ...
                    > FOLLOW config/
                    1) "00112233445566778899aabbccddeeff"
                    2) (integer) 10
                    > UNFOLLOW config/
                    (integer) 1
                    > UNFOLLOW
                    (integer) 0
                    > HELLO 2
                     1) "server"
                    ...
                    """),
            note(
                    Verb.CHANGES,
                    """
                    > CHANGES config/ FROM 0 LIMIT 1
                    1) (integer) 1
                    2) 1) 1) (integer) 1
                          2) (integer) 0
                          3) "put"
                          4) "config/color"
                          5) (integer) 1
                          6) "red"
                          7) "default"
                    ...
                    > CHANGES config/ FROM 10
                    1) (integer) 10
                    2) (empty array)
                    > CHANGES config/ FROM 11
                    (error) ERR revision 11 not reached
                    """,
                    "`ERRCOMPACTED <oldest>` if events after the revision have been evicted; `ERR` for a revision that the"
                            + " store has not reached, and for malformed arguments.",
                    text(
                            "A page has %,d events by default and at most %,d, or %,d bytes of keys and values, and the rest of"
                                    + " its last step. BLOCK waits at most %,d ms. See [Follows](#follows).",
                            HistoryRead.Changes.LIMIT_DEFAULT,
                            HistoryRead.Changes.LIMIT_MAX,
                            HistoryRead.Changes.BYTES_MAX,
                            HistoryRead.Changes.WAIT_MILLIS_MAX)),
            note(
                    Verb.HISTORY,
                    """
                    > HISTORY nothing
                    1) (integer) 1
                    2) (empty array)
                    > HISTORY config/mode LIMIT 1
                    1) (integer) 1
                    2) 1) 1) (integer) 1
                          2) (integer) 9
                          3) "put"
                          4) "default"
                    ...
                    """,
                    BAD_KEY,
                    text(
                            "%,d events by default and at most %,d.",
                            HistoryRead.OfKey.LIMIT_DEFAULT, HistoryRead.Changes.LIMIT_MAX)),
            note(Verb.HELLO, """
                    > HELLO 3 SETNAME deployer
                    1# "server" => "latchkey"
                    2# "version" => "0.1.0"
                    3# "proto" => (integer) 3
                    4# "id" => (integer) 7
                    5# "mode" => "standalone"
                    6# "role" => "master"
                    7# "modules" => (empty array)
                    8# "store" => "00112233445566778899aabbccddeeff"
                    > HELLO 4
                    (error) NOPROTO unsupported protocol version
                    """),
            note(Verb.AUTH, """
                    > AUTH not-the-password
                    (error) WRONGPASS invalid username-password pair or user is disabled.
                    > AUTH default the-password
                    OK
                    """),
            note(Verb.ACL, """
                    > ACL WHOAMI
                    "default"
                    """),
            note(Verb.PING, """
                    > PING
                    PONG
                    > PING hi
                    "hi"
                    """),
            note(Verb.ECHO, """
                    > ECHO "two words"
                    "two words"
                    """),
            note(Verb.SELECT, """
                    > SELECT 0
                    OK
                    > SELECT 1
                    (error) ERR DB index is out of range
                    """),
            note(Verb.CLIENT, """
                    > CLIENT SETNAME deployer
                    OK
                    > CLIENT GETNAME
                    "deployer"
                    > CLIENT ID
                    (integer) 7
                    """, null, "A name has at most 256 printable characters and no spaces."),
            note(Verb.READONLY, """
                    > READONLY
                    OK
                    """),
            note(Verb.READWRITE, """
                    > READWRITE
                    OK
                    """),
            note(Verb.RESET, """
                    > RESET
                    RESET
                    """),
            note(Verb.QUIT, """
                    > QUIT
                    OK
                    """),
            note(Verb.INFO, """
                    > INFO server
                    # Server
                    latchkey_version:0.1.0
                    redis_version:7.2.0
                    redis_mode:standalone
                    ...
                    """),
            note(
                    Verb.BACKUP,
                    """
                    > BACKUP START
                    1) "00112233445566778899aabbccddeeff"
                    2) (integer) 10
                    > BACKUP NEXT
                    ...
                    > BACKUP NEXT
                    (nil)
                    """,
                    "`ERR` for `NEXT` without an open backup, and for `START` while too many backups are open.",
                    text(
                            "%d open backups in all. A piece has at most %,d bytes and one entry more. A backup belongs to"
                                    + " its connection; it ends with the connection, at `RESET`, at the next `START`,"
                                    + " after the last piece, or when no piece is requested for %d s. `latchkey backup`"
                                    + " writes one to a file.",
                            StateMachine.BACKUPS_MAX,
                            Limits.BACKUP_PIECE_BYTES_MAX,
                            Limits.BACKUP_IDLE_MAX.toSeconds())),
            note(Verb.COMMAND, """
                    > COMMAND COUNT
                    (integer) %d
                    > COMMAND INFO get
                    1)  1) "get"
                        2) (integer) 2
                        3) 1) readonly
                           2) fast
                    ...
                    """.formatted(Verb.values().length)),
            note(Verb.CONFIG, """
                    > CONFIG GET save
                    (empty array)
                    """),
            note(Verb.CLUSTER, """
                    > CLUSTER INFO
                    (error) ERR This instance has cluster support disabled
                    """),
            note(
                    Verb.MULTI,
                    """
                    > MULTI
                    OK
                    > PUT config/next slower 1
                    QUEUED
                    > GET config/next
                    QUEUED
                    > EXEC
                    1) (integer) 2
                    2) "slower"
                    """,
                    "The reply to a command that cannot be queued is an error: `ERR` for any but `GET`, `GETV`, `PUT` and `DEL`, for"
                            + " malformed arguments and beyond the limits, `NOPERM` if the user may not run it.",
                    TRANSACTION_LIMITS),
            note(
                    Verb.EXEC,
                    """
                    > WATCH config/next
                    OK
                    > PUT config/next slow 2
                    (integer) 3
                    > MULTI
                    OK
                    > DEL config/next 3
                    QUEUED
                    > EXEC
                    (nil)
                    > MULTI
                    OK
                    > PUT config/other x 0
                    QUEUED
                    > DEL config/next 2
                    QUEUED
                    > EXEC
                    (error) EXECABORT 2 ERRVERSION 3 is the current version
                    """,
                    "`EXECABORT <number> <error>` if a command was refused, `EXECABORT` without a number if one could not be queued;"
                            + " `ERRFULL` and `NOPERM` as for `TXN`.",
                    null),
            note(Verb.DISCARD, """
                    > MULTI
                    OK
                    > DISCARD
                    OK
                    """),
            note(Verb.UNWATCH, """
                    > UNWATCH
                    OK
                    """));

    /** The notes of {@code verb}; a command without an example makes no page. */
    static CommandNotes of(Verb verb) {
        return Objects.requireNonNull(NOTES.get(verb), verb + " has no example in CommandNotes");
    }

    private static Map.Entry<Verb, CommandNotes> note(Verb verb, String example) {
        return note(verb, example, null, null);
    }

    private static Map.Entry<Verb, CommandNotes> note(
            Verb verb, String example, @Nullable String errors, @Nullable String limits) {
        return Map.entry(verb, new CommandNotes(example.replaceAll("(?m)^> ", PROMPT), errors, limits));
    }

    private static String text(String format, Object... numbers) {
        return String.format(Locale.ROOT, format, numbers);
    }
}
