package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.foreign.ServedNode;
import dev.latchkey.core.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The output and the exit codes of get, put and del. */
final class CommandsTest {

    private static final OutputStream FULL = new OutputStream() {
        @Override
        public void write(int octet) throws IOException {
            throw new IOException("No space left on device");
        }
    };

    private final ServedNode node = ServedNode.open();
    private final CommandRun.Given given = CommandRun.Given.server(node.port());

    @AfterEach
    void stop() {
        node.close();
    }

    private void assertSaid(int exitCode, String out, String err, String... arguments) {
        assertThat(given.run(arguments))
                .satisfies(run -> assertThat(run.out()).isEqualTo(out))
                .satisfies(run -> assertThat(run.err()).isEqualTo(err))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(exitCode));
    }

    @Test
    void versionsAndExitCodesOverTheLifeOfAKey() {
        assertSaid(0, "1\n", "", "put", "greeting", "hello", "0");
        assertSaid(
                1,
                "",
                "latchkey put: not done: version conflict, the key is at version 1\n",
                "put",
                "greeting",
                "hi",
                "0");
        assertSaid(0, "2\n", "", "put", "greeting", "hi", "1");
        assertSaid(0, "hi", "", "get", "greeting");
        assertSaid(0, "2\n", "", "get", "--only-version", "greeting");
        assertSaid(
                1, "", "latchkey put: not done: no such key (use version 0 to create it)\n", "put", "nope", "x", "3");
        assertSaid(
                1, "", "latchkey del: not done: version conflict, the key is at version 2\n", "del", "greeting", "1");
        assertSaid(0, "3\n", "", "del", "greeting", "2");
        assertSaid(1, "", "latchkey get: no such key\n", "get", "greeting");
        assertSaid(0, "0\n", "", "get", "--only-version", "greeting");
        assertSaid(1, "", "latchkey del: not done: no such key (use version 0 to create it)\n", "del", "greeting", "3");
        assertSaid(0, "4\n", "", "put", "greeting", "again", "0");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 70_000, Value.LENGTH_MAX})
    void valueIsStoredByteForByte(int length) {
        byte[] value = new byte[length];
        new Random(length).nextBytes(value);
        assertThat(given.in(value).run("put", "blob", "-", "0").out()).isEqualTo("1\n");
        assertThat(given.run("get", "blob").bytes()).isEqualTo(value);
    }

    @Test
    void valueOfMoreThanOneMebibyteIsAUsageErrorThatNamesTheLimit() {
        CommandRun run = given.in(new byte[Value.LENGTH_MAX + 1]).run("put", "blob", "-", "0");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines()).singleElement().asString().contains("1048576 bytes");
        assertThat(given.run("get", "blob").exitCode()).isEqualTo(1);
    }

    @Test
    void emptyValueIsAValue() {
        assertSaid(0, "1\n", "", "put", "empty", "", "0");
        assertSaid(0, "", "", "get", "empty");
    }

    @Test
    void lineEndFollowsTheValueOnATerminalOnly() {
        assertSaid(0, "1\n", "", "put", "k", "v", "0");
        assertThat(given.onTerminal().run("get", "k").out()).isEqualTo("v\n");
        assertThat(given.run("get", "k").out()).isEqualTo("v");
    }

    @Test
    void keysAndValuesMayLookLikeAnythingElse() {
        for (String key : new String[] {"put", "--", "-1", "--json", "@pom.xml", "-", "${HOME}", "a b", "''", "ключ"}) {
            assertSaid(0, "1\n", "", "put", "--", key, "--" + key + "=@" + key, "0");
            assertSaid(0, "--" + key + "=@" + key, "", "get", "--", key);
        }
        assertSaid(0, "1\n", "", "put", "get", "put", "0");
        assertSaid(0, "1\n", "", "put", "at", "@pom.xml", "0");
        assertSaid(0, "@pom.xml", "", "get", "at");
    }

    @Test
    void controlsInArgumentsNeverReachStandardErrorRaw() {
        String evil = "a\nlatchkey: done\u001b[2J\u009b2J\u202e\u2028";
        for (String[] arguments : new String[][] {
            {"put", "k", "v", evil},
            {"get", evil},
            {"get", "k", evil},
            {"--" + evil},
            {evil},
            {"get", "--" + evil},
            {"ping", "--server", evil},
            {"list", "--limit", evil},
            {"get", "--password-file", evil, "k"},
            {"info", "--timeout", evil},
            {"lock", "--break", evil, "--token", evil},
        }) {
            CommandRun run = given.run(arguments);
            assertThat(run.exitCode()).isIn(1, 2);
            assertThat(run.err()).endsWith("\n").matches("latchkey[^\\p{Cc}\\p{Cf}\\u2028]*\n");
        }
    }

    @Test
    void failingStandardOutputIsAFailure() {
        assertSaid(0, "1\n", "", "put", "k", "v", "0");
        CommandRun run = given.runTo(FULL, new ByteArrayOutputStream(), "get", "k");
        assertThat(run.exitCode()).isEqualTo(125);
        assertThat(run.err()).isEqualTo("latchkey get: cannot write to standard output: No space left on device\n");
    }

    @Test
    void readerThatClosesThePipeEndsACommandSilently() {
        assertSaid(0, "1\n", "", "put", "k", "v", "0");
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        for (String[] command : new String[][] {
            {"get", "k"},
            {"list"},
            {"info"},
            {"--help"},
            {"help", "get"},
            {"get", "--help"},
            {"--version"},
            {"backup", "-"}
        }) {
            CommandRun run = given.runTo(closed, new ByteArrayOutputStream(), command);
            assertThat(run.exitCode()).isEqualTo(141);
            assertThat(run.err()).isEmpty();
        }
    }

    @Test
    void fullDiskIsReportedByHelpAndBackupToo() {
        for (String[] command :
                new String[][] {{"--help"}, {"help", "get"}, {"get", "--help"}, {"--version"}, {"backup", "-"}}) {
            CommandRun run = given.runTo(FULL, new ByteArrayOutputStream(), command);
            assertThat(run.exitCode()).isEqualTo(125);
            assertThat(run.err()).endsWith(": cannot write to standard output: No space left on device\n");
        }
    }

    @Test
    void missingKeyIsJsonTooIfJsonIsRequested() {
        CommandRun run = given.run("get", "--json", "no");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("{\"key\":\"no\",\"value\":null,\"version\":0}\n");
        assertThat(run.err()).isEqualTo("latchkey get: no such key\n");
    }

    @Test
    void unknownSectionIsNamedWithThoseThatExist() {
        for (String[] command :
                new String[][] {{"info", "nosuch"}, {"info", "clients", "nosuch"}, {"info", "--json", "nosuch"}}) {
            CommandRun run = given.run(command);
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .isEqualTo(
                            "latchkey info: no section 'nosuch': must be one of server, clients, memory, persistence,"
                                    + " stats, replication, cpu, modules, commandstats, errorstats, latencystats, cluster,"
                                    + " keyspace, sessions, follows\n");
        }
        assertThat(given.run("info", "Clients", "ALL").exitCode()).isZero();
    }

    @Test
    void connectionOptionsMayComeBeforeTheCommand() throws IOException {
        CommandRun.Given nobody = CommandRun.Given.environment(Map.of("LATCHKEY_SERVER", "127.0.0.1:1"));
        String server = "127.0.0.1:" + node.port();
        assertThat(nobody.run("--server", server, "--timeout=30s", "put", "k", "v", "0")
                        .exitCode())
                .isZero();
        assertThat(nobody.run("--server", server, "get", "--timeout", "30s", "k")
                        .out())
                .isEqualTo("v");
        assertThat(nobody.run("--server", server, "--help").out()).startsWith("Usage: latchkey ");
        assertThat(nobody.run("get", "k").exitCode()).isEqualTo(4);
        try (ServedNode locked = ServedNode.withPassword()) {
            String guarded = "127.0.0.1:" + locked.port();
            CommandRun run = nobody.in("wrong\n".getBytes(StandardCharsets.UTF_8))
                    .run("--server", guarded, "--password-file", "-", "get", "k");
            assertThat(run.err()).contains("WRONGPASS");
        }
    }

    @Test
    void variableThatLostItsBytesToTheLocaleIsRefused() {
        for (String variable :
                List.of("LATCHKEY_PASSWORD", "LATCHKEY_PASSWORD_FILE", "LATCHKEY_SERVER", "LATCHKEY_TIMEOUT")) {
            CommandRun run = CommandRun.Given.environment(Map.of(variable, "\ufffd\ufffd"))
                    .run("get", "k");
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err())
                    .isEqualTo("latchkey get: " + variable
                            + " is not valid text in this locale: set LC_ALL=C.UTF-8, or use a file\n");
        }
    }

    @Test
    void argumentThatLostItsBytesToTheLocaleIsRefused() {
        assertThat(given.run("put", "\ufffd\ufffd", "v", "0"))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("LC_ALL=C.UTF-8"));
        assertSaid(0, "", "", "list");
    }

    @Test
    void pingAndInfoAreAnswered() {
        assertThat(given.run("ping").out()).matches("PONG from 127\\.0\\.0\\.1:\\d+ in \\d+\\.\\d{3} ms\n");
        assertThat(given.run("info").out()).contains("# Server\n", "latchkey_version:", "# Keyspace\n");
        assertThat(new String(given.run("info", "clients").bytes(), StandardCharsets.UTF_8))
                .startsWith("# Clients\n")
                .endsWith("\n")
                .doesNotContain("# Server");
    }
}
