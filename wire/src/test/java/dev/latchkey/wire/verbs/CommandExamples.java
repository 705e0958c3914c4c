package dev.latchkey.wire.verbs;

import java.util.Map;
import java.util.Objects;

/** The examples in docs/commands.md, as printed by redis-cli. CommandsPageTest runs those of the store. */
final class CommandExamples {

    static final String PROMPT = "127.0.0.1:5625> ";

    private CommandExamples() {}

    static String of(Verb verb) {
        return Objects.requireNonNull(EXAMPLES.get(verb), verb + " has no example")
                .replaceAll("(?m)^> ", PROMPT);
    }

    private static final Map<Verb, String> EXAMPLES = Map.ofEntries(
            Map.entry(Verb.GET, """
                    > PUT config/color red 0
                    (integer) 1
                    > GET config/color
                    "red"
                    > GET nothing
                    (nil)
                    """),
            Map.entry(Verb.GETV, """
                    > GETV config/color
                    1) "red"
                    2) (integer) 1
                    3) (integer) 1
                    > GETV nothing
                    (nil)
                    """),
            Map.entry(Verb.PUT, """
                    > PUT config/color green 0
                    (error) ERRVERSION 1 is the current version
                    > PUT config/color green 1
                    (integer) 2
                    > PUT nothing x 3
                    (error) ERRNOKEY there is no such key
                    """),
            Map.entry(Verb.DEL, """
                    > DEL config/color 1
                    (error) ERRVERSION 2 is the current version
                    > DEL config/color 2
                    (integer) 3
                    > PUT config/color blue 0
                    (integer) 4
                    """),
            Map.entry(Verb.LIST, """
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
                    """),
            Map.entry(Verb.HELLO, """
                    > HELLO 3 SETNAME deployer
                    1# "server" => "latchkey"
                    2# "version" => "0.1.0"
                    3# "proto" => (integer) 3
                    4# "id" => (integer) 16
                    5# "mode" => "standalone"
                    6# "role" => "master"
                    7# "modules" => (empty array)
                    8# "store" => "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
                    > HELLO 4
                    (error) NOPROTO unsupported protocol version
                    """),
            Map.entry(Verb.AUTH, """
                    > AUTH not-the-password
                    (error) WRONGPASS invalid username-password pair or user is disabled.
                    > AUTH default the-password
                    OK
                    """),
            Map.entry(Verb.PING, """
                    > PING
                    PONG
                    > PING hi
                    "hi"
                    """),
            Map.entry(Verb.ECHO, """
                    > ECHO "two words"
                    "two words"
                    """),
            Map.entry(Verb.SELECT, """
                    > SELECT 0
                    OK
                    > SELECT 1
                    (error) ERR DB index is out of range
                    """),
            Map.entry(Verb.CLIENT, """
                    > CLIENT SETNAME deployer
                    OK
                    > CLIENT GETNAME
                    "deployer"
                    > CLIENT ID
                    (integer) 16
                    """),
            Map.entry(Verb.READONLY, """
                    > READONLY
                    OK
                    """),
            Map.entry(Verb.READWRITE, """
                    > READWRITE
                    OK
                    """),
            Map.entry(Verb.RESET, """
                    > RESET
                    RESET
                    """),
            Map.entry(Verb.QUIT, """
                    > QUIT
                    OK
                    """),
            Map.entry(Verb.INFO, """
                    > INFO server
                    # Server
                    latchkey_version:0.1.0
                    redis_version:7.2.0
                    redis_mode:standalone
                    ...
                    """),
            Map.entry(Verb.BACKUP, """
                    > BACKUP START
                    1) "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
                    2) (integer) 5
                    > BACKUP NEXT
                    ...
                    > BACKUP NEXT
                    (nil)
                    """),
            Map.entry(Verb.COMMAND, """
                    > COMMAND COUNT
                    (integer) 23
                    > COMMAND INFO get
                    1)  1) "get"
                        2) (integer) 2
                        3) 1) readonly
                           2) fast
                    ...
                    """),
            Map.entry(Verb.CONFIG, """
                    > CONFIG GET save
                    (empty array)
                    """),
            Map.entry(Verb.CLUSTER, """
                    > CLUSTER INFO
                    (error) ERR This instance has cluster support disabled
                    """),
            Map.entry(Verb.MULTI, """
                    > MULTI
                    (error) ERR transactions are not supported
                    > GET config/color
                    (error) ERR not executed: transactions are not supported, and one was begun with MULTI
                    """),
            Map.entry(Verb.EXEC, """
                    > EXEC
                    (error) EXECABORT Transaction discarded because of previous errors.
                    > EXEC
                    (error) ERR EXEC without MULTI
                    """),
            Map.entry(Verb.DISCARD, """
                    > MULTI
                    (error) ERR transactions are not supported
                    > DISCARD
                    OK
                    """));
}
