package dev.latchkey.wire.verbs;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.wire.ErrorCode;
import dev.latchkey.wire.Limits;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Generates docs/commands.md from the command table, the error codes and the limits. What those do not contain (examples, and what
 * an error code means to a caller) is defined here; a command or error code without it fails the generation.
 */
final class CommandsPage {

    private final StringBuilder page = new StringBuilder();

    private CommandsPage() {}

    static String write() {
        CommandsPage page = new CommandsPage();
        page.introduction();
        for (Verb.Group group : Verb.Group.values()) {
            page.group(group);
        }
        page.listing();
        page.transactions();
        page.errors();
        page.limits();
        return page.page.toString();
    }

    private void introduction() {
        say("""
                # Commands

                <!-- Made from the command table by CommandsPage; `mvn -pl core,wire test -Dtest=CommandsPageTest -Ddocs.rewrite
                -Dsurefire.failIfNoSpecifiedTests=false` writes it anew. -->

                Latchkey speaks RESP, the protocol of Redis, in both dialects: a connection begins in RESP2, and `HELLO 3` changes it
                to RESP3. So `redis-cli -p 5625` is a shell for it, with `help put` and completion, and a client library for Redis in
                any language is a client. Requests are arrays of bulk strings, or lines of text for people with telnet or netcat.

                Keys and values are bytes, any bytes. Names of commands and options may be written in capitals or not. Requests may be
                pipelined: replies come in the order of requests, and a request sees what those before it on the same connection did.

                In the usage lines `[...]` may be left out and `...` may be repeated. The examples show what redis-cli prints.
                Each builds on those above it.
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

    private void group(Verb.Group group) {
        say("## " + Objects.requireNonNull(TITLES.get(group)) + "\n");
        for (Verb verb : Verb.values()) {
            if (verb.group() == group) {
                command(verb);
            }
        }
    }

    private void command(Verb verb) {
        say("### " + verb + "\n\n```\n" + verb.usage() + "\n```\n");
        say(verb.summary() + "\n");
        if (!verb.advice().equals(verb.usage())) {
            say("*Arguments:* " + hint(verb) + "\n");
        }
        say("*Replies:* " + verb.reply() + "\n");
        String errors = ERRORS.get(verb);
        if (errors != null) {
            say("*Errors:* " + errors + "\n");
        }
        String limits = LIMITS.get(verb);
        if (limits != null) {
            say("*Limits:* " + limits + "\n");
        }
        say("```\n" + CommandExamples.of(verb).strip() + "\n```\n");
    }

    private static String hint(Verb verb) {
        String hint =
                verb.advice().substring(verb.usage().length() + 2, verb.advice().length() - 1);
        return hint.substring(0, 1).toUpperCase(Locale.ROOT) + hint.substring(1) + ".";
    }

    private void listing() {
        say("""
                ## Reading a long list

                A page of `LIST` ends at `LIMIT` entries (%,d if you do not say; at most %,d), or before its keys and values exceed
                %,d bytes. It is never empty while there is more. Each page is of one moment, the revision it begins with, and two
                pages are of two moments: what is written or deleted in between shows in the later page only.

                To read on while the second item, *more*, is 1, give the last key of the page behind `AFTER`, as the example does.

                The first word is the prefix wherever the words behind it can be read as options: `LIST VALUES` lists the keys that
                begin with `VALUES`, and `LIST LIMIT 5` all keys, five of them. A program should always write the prefix, `""` for
                every key; then no prefix is ever taken for an option. Of an option given twice the last counts.
                """.formatted(Command.ListKeys.LIMIT_DEFAULT, Command.ListKeys.LIMIT_MAX, StateMachine.PAGE_BYTES_MAX));
    }

    private void transactions() {
        say("""
                ## What MULTI does

                There are no transactions, and a client library that wraps a pipeline in one by itself must not half succeed. So
                `MULTI` answers an error, and from there the connection executes nothing: every command is answered with an error until
                `EXEC` (answered `EXECABORT`), `DISCARD` or `RESET` ends it. Turn the wrapping off in the library; a plain pipeline
                does what you want. To change one key safely, name its version; that is what versions are for.
                """);
    }

    private void errors() {
        say("""
                ## Errors

                An error is one line. Its first word is a code, in capitals; the rest is for people, may change, and says what would
                have been right. A command answered with an error was not executed. But mind a client that sends again by itself:
                a refusal of the second send says nothing of the first.

                | code | what it means |
                |---|---|""".stripTrailing());
        for (ErrorCode code : ErrorCode.values()) {
            say("| `" + code + "` | " + Objects.requireNonNull(CODES.get(code), code + " has no meaning") + " |");
        }
        say("""

                What is not RESP, or exceeds a limit below, is answered with one `ERR Protocol error: <reason>`, and the connection is
                closed. Who speaks HTTP or TLS to this port is closed without an answer.
                """);
    }

    private void limits() {
        Limits limits = Limits.STANDARD;
        say("""
                ## Limits

                | what | most | before login, where a password is set |
                |---|--:|--:|""");
        limit("bytes of a key (at least 1)", Key.LENGTH_MAX, "");
        limit("bytes of a value", Value.LENGTH_MAX, "");
        limit("a version", Long.MAX_VALUE, "");
        Limits.Frames frames = limits.frames();
        Limits.Frames before = limits.framesBeforeLogin();
        limit("words of a request, its name included", frames.argumentsMax(), number(before.argumentsMax()));
        limit("bytes of one word", frames.bulkBytesMax(), number(before.bulkBytesMax()));
        limit("bytes of all words of a request", frames.requestBytesMax(), number(before.requestBytesMax()));
        limit("bytes of an inline line", frames.inlineBytesMax(), number(before.inlineBytesMax()));
        limit("bytes sent by a connection", "", number(limits.beforeLogin().inputBytesMax()));
        limit("bytes answered to it", "", number(limits.beforeLogin().outputBytesMax()));
        limit(
                "seconds until it has logged in",
                "",
                number(limits.beforeLogin().durationMax().toSeconds()));
        limit("connections", limits.connectionsMax(), "");
        limit("requests of a connection that wait for their reply", limits.pipelinedMax(), "");
        limit(
                "bytes of unfinished requests of all connections together (an eighth of the heap where that is less)",
                number(limits.input().allConnectionsBytesMax()),
                "");
        limit(
                "bytes of replies that wait for a slow reader before no more is read",
                limits.output().pausedAtBytes(),
                "");
        limit("the same of all connections together", limits.output().allConnectionsBytesMax(), "");
        limit(
                "seconds a reader may take nothing of what waits",
                limits.output().stalledMax().toSeconds(),
                "");
        say("""

                A request may take %d seconds to arrive, whatever its size; after that the rest must come at %,d bytes a second or
                faster, or the connection is closed. A version is reached by writing: the last one, %d, only by a delete.\
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

    private static final Map<Verb.Group, String> TITLES = Map.of(
            Verb.Group.STORE, "The store",
            Verb.Group.CONNECTION, "The connection",
            Verb.Group.SERVER, "The server",
            Verb.Group.TRANSACTIONS, "Transactions");

    private static final Map<ErrorCode, String> CODES = Map.of(
            ErrorCode.ERR,
                    "Wrong use, or one of the refusals that have no code of their own: the sentence tells which.",
            ErrorCode.ERRVERSION,
                    "The key has another version than the one given; the second word is its current version, in decimal.",
            ErrorCode.ERRNOKEY, "A write named a version of a key that is not there.",
            ErrorCode.ERRFULL, "No room for this write. Deletes still work.",
            ErrorCode.NOAUTH, "A password is set and this connection has not given it.",
            ErrorCode.WRONGPASS, "That is not the password.",
            ErrorCode.NOPROTO, "`HELLO` asked for a protocol other than 2 and 3.",
            ErrorCode.EXECABORT, "What stood between `MULTI` and `EXEC` was not executed.");

    private static final String BAD_KEY = "`ERR` for a key that is empty or too long.";
    private static final String BAD_VERSION = "`ERR` for a version that is not a plain decimal number";

    private static final Map<Verb, String> ERRORS = Map.of(
            Verb.GET,
            BAD_KEY,
            Verb.GETV,
            BAD_KEY,
            Verb.PUT,
            "`ERRVERSION <current>` if the key has another version, `ERRNOKEY` if it is not there and the version is not 0,"
                    + " `ERRFULL` if there is no room; " + BAD_VERSION
                    + ", for a key or value too long, and when the versions of the key are used up.",
            Verb.DEL,
            "`ERRVERSION <current>` if the key has another version, `ERRNOKEY` if it is not there; " + BAD_VERSION
                    + " of at least 1.",
            Verb.LIST,
            "`ERR` for words that are no option, or a limit out of range.",
            Verb.BACKUP,
            "`ERR` for `NEXT` where none was started or the last one has ended, and for `START` while too many are taken.");

    private static final Map<Verb, String> LIMITS = Map.of(
            Verb.GET, aKey(),
            Verb.GETV, aKey(),
            Verb.PUT,
                    aKey() + String.format(Locale.ROOT, " A value has 0 to %,d bytes.", Value.LENGTH_MAX)
                            + " A deleted key that is created again goes on from its last version: no version of a key is"
                            + " ever used twice.",
            Verb.DEL, aKey(),
            Verb.LIST,
                    String.format(
                            Locale.ROOT,
                            "%,d entries a page, %,d with `LIMIT`; see [Reading a long list](#reading-a-long-list).",
                            Command.ListKeys.LIMIT_DEFAULT,
                            Command.ListKeys.LIMIT_MAX),
            Verb.BACKUP,
                    String.format(
                            Locale.ROOT,
                            "%d at once, of all connections together. A piece has at most %,d bytes and one entry more."
                                    + " A backup belongs to its connection and ends with it, with `RESET`, with the next"
                                    + " `START`, when all has been given, or when nobody has asked for 60 s. `latchkey backup` makes a file of it.",
                            StateMachine.BACKUPS_MAX,
                            Limits.BACKUP_PIECE_BYTES_MAX),
            Verb.CLIENT, "A name has at most 256 printable characters and no blank.");

    private static String aKey() {
        return String.format(Locale.ROOT, "A key has 1 to %,d bytes.", Key.LENGTH_MAX);
    }
}
