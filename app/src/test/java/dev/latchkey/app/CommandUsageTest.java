package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong usage is reported in one line with exit code 2, without contacting a server. */
final class CommandUsageTest {

    private static final CommandRun.Given NOBODY =
            CommandRun.Given.environment(Map.of("LATCHKEY_SERVER", "127.0.0.1:1", "LATCHKEY_TIMEOUT", "1ms"));

    private static void assertRefused(CommandRun run, String mention) {
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("latchkey")
                .doesNotContainPattern("^latchkey[a-z ]*: [A-Z][a-z]")
                .contains(mention);
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "get | KEY",
                "get a b | 'b'",
                "put a b | latchkey put: missing required parameter: 'VERSION'",
                "put a b 0 --server | latchkey put: missing required parameter for option '--server'",
                "put a b 0 c | 'c'",
                "help nosuch | 'nosuch' (see latchkey --help)",
                "put a b -1 | -1",
                "put a b 1e3 | invalid VERSION '1e3'",
                "put a b 01 | invalid VERSION '01'",
                "put a b 0x1 | invalid VERSION '0x1'",
                "put a b 9223372036854775808 | to 9223372036854775807",
                "del a | VERSION",
                "del a 0 | 1 or more",
                "put a b 0 --if-absent | exclude each other",
                "put a b --any-version --if-absent | exclude each other",
                "put a b --any-version 1 | exclude each other",
                "put a | 'VALUE'",
                "del | 'KEY'",
                "del a 1 --yes | --yes requires --prefix",
                "del a --prefix b | exclude each other",
                "del --prefix b | standard input is not a terminal: use --yes",
                "edit | 'KEY'",
                "edit a b | 'b'",
                "edit a | neither VISUAL nor EDITOR is set",
                "list --count --values | exclude each other",
                "setnx a b | use put --if-absent KEY VALUE",
                "update a | edit KEY",
                "dbsize | use list --count",
                "list --limit 0 | invalid --limit '0'",
                "list --limit 2147483648 | 2147483647",
                "list a b | 'b'",
                "get --frob a | --frob",
                "get --jsn a | did you mean --json?",
                "ping --prot 5 | use --server HOST:PORT",
                "ping --port 5 | use --server HOST:PORT",
                "serve --prot 5 | did you mean --port?",
                "sevre | unknown command 'sevre'; did you mean serve?",
                "lst | did you mean list?",
                "bakcup x | did you mean backup?",
                "log inpsect x | did you mean inspect?",
                "frobnicate | unknown command 'frobnicate' (see",
                "set a b | use put KEY VALUE VERSION",
                "CAS a b 1 | use put KEY VALUE VERSION",
                "delete a | use del KEY VERSION",
                "keys a | use list [PREFIX]",
                "scan | use list [PREFIX]",
                "watch a | unknown command 'watch'; use follow [PREFIX]",
                "subscribe a | use follow [PREFIX]",
                "follow a b | 'b'",
                "follow --from -1 | invalid --from '-1'",
                "follow --from 9223372036854775808 | must be a revision",
                "follow --from 1 --state | exclude each other",
                "follow --limit 0 | invalid --limit '0'",
                "history | KEY",
                "history k --limit 10001 | 10000",
                "incr a | then write the new value with put KEY VALUE VERSION",
                "--server a:b:c get k | host:port",
                "--server x:1 serve --print-config | --server does not apply to serve",
                "--timeout 1s restore x --data y | --timeout does not apply to restore",
                "--server x:1 get --server y:1 k | should be specified only once",
                "--server x:1 | missing command",
                "--prot x get k | use --server HOST:PORT",
                "--password hunter2 get k | --password-file",
                "ping now | 'now'",
                "ping --server nowhere:0 | port",
                "ping --server nowhere:65536 | 65535",
                "ping --server a:b | host:port",
                "ping --timeout 0 | 500ms",
                "ping --timeout 25h | 24h",
                "ping --timeout soon | soon",
                "get --password-file /no/x k | no such file",
                "get --password hunter2 k | --password-file",
                "lock | NAME",
                "lock build | missing program",
                "lock --break | 'NAME'",
                "lock --break --status build | exclude each other",
                "lock --status build ls | no program",
                "lock --ttl 25h build ls | invalid --ttl '25h'",
                "lock --ttl 0 build ls | invalid --ttl '0'",
                "lock --token 3 build | --break",
                "lock --break build --token 3 ls | no program",
                "lock --break build --token x | invalid --token 'x'",
                "lock --wait soon build ls | invalid --wait 'soon'",
                "lock --json build ls | --json",
                "backup | FILE",
                "backup --server a:b x | host:port",
                "restore store.backup | --data",
                "restore --data somewhere | FILE",
                "restore /no/such/file --data somewhere | no such file",
                "log | latchkey log inspect DIR",
                "log frob | 'frob'",
                "log inspect | DIR",
                "log inspect /no/such/directory | does not exist",
            })
    void wrongArgumentsAreNamed(String arguments, String mention) {
        assertRefused(NOBODY.run(arguments.strip().split(" ")), mention);
    }

    @Test
    void emptyArgumentsAreNamed() {
        assertRefused(NOBODY.run("get", ""), "key is empty");
        assertRefused(NOBODY.run("put", "", "v", "0"), "key is empty");
        assertRefused(NOBODY.run("put", "k", "v", ""), "invalid VERSION ''");
        assertRefused(NOBODY.run("del", "--prefix", "", "--yes"), "prefix is empty");
        assertRefused(NOBODY.run("edit", ""), "key is empty");
        assertRefused(NOBODY.run("list", "--after", ""), "key is empty");
        assertRefused(NOBODY.run("ping", "--server", ""), "invalid --server ''");
        assertRefused(NOBODY.run("lock", "", "ls"), "lock name is empty");
    }

    @Test
    void keyOfMoreThanItsBytesIsRefused() {
        assertRefused(NOBODY.run("get", "k".repeat(1_025)), "1025 bytes");
        assertRefused(NOBODY.run("get", "й".repeat(513)), "1026 bytes");
        assertRefused(NOBODY.run("list", "k".repeat(1_025)), "1025 bytes");
        assertRefused(NOBODY.run("lock", "k".repeat(1_020), "ls"), "1024 bytes");
    }

    @Test
    void wrongVariablesAreNamed() {
        assertRefused(
                CommandRun.Given.environment(Map.of("LATCHKEY_TIMEOUT", "x")).run("ping"),
                "invalid LATCHKEY_TIMEOUT 'x'");
        assertRefused(
                CommandRun.Given.environment(Map.of("LATCHKEY_SERVER", "a:b")).run("ping"),
                "invalid LATCHKEY_SERVER 'a:b'");
        assertRefused(
                CommandRun.Given.environment(Map.of("LATCHKEY_WAIT", "x")).run("lock", "a", "ls"),
                "invalid LATCHKEY_WAIT 'x'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get", "put", "del", "edit", "txn", "list", "lock", "info", "ping", "check", "verify", "serve",
                "backup", "restore", "log"
            })
    void helpSaysWhatAndHowAndTheExitCodes(String command) {
        CommandRun run = NOBODY.run(command, "--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith("Usage: latchkey " + command)
                .contains("Exit codes:")
                .doesNotContain("\u001b")
                .doesNotContainPattern(".{101}");
        assertThat(NOBODY.run("help", command).out()).isEqualTo(run.out());
        assertThat(NOBODY.run(command, "--version").out()).matches("latchkey \\d.*\n");
    }

    @Test
    void helpOfHelpLooksLikeTheHelpOfTheOthers() {
        assertThat(NOBODY.run("help", "--help").out())
                .startsWith("Usage: latchkey help ")
                .contains("Displays help about a command");
        assertThat(NOBODY.run("--help").out()).containsPattern("  help +Displays help about a command");
    }

    @Test
    void bothFormsOfLockStandInItsSynopsisOneBelowTheOther() {
        assertThat(NOBODY.run("lock", "--help").out().lines().limit(2))
                .allSatisfy(line -> assertThat(line).matches("(Usage: | {7})latchkey lock .*"));
    }
}
