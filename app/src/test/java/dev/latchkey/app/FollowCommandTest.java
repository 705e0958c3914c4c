package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.LatchkeyProcess.Result;
import dev.latchkey.app.foreign.ServedNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The commands follow and history. */
final class FollowCommandTest {

    private final ServedNode node = ServedNode.open();
    private final CommandRun.Given given = CommandRun.Given.server(node.port());

    @AfterEach
    void stop() {
        node.close();
    }

    private void write() {
        assertThat(given.run("put", "--if-absent", "config/a", "red").exitCode())
                .isZero();
        assertThat(given.run("put", "--if-absent", "other", "x").exitCode()).isZero();
        assertThat(given.run("put", "--any-version", "config/a", "blue").exitCode())
                .isZero();
        assertThat(given.in(new byte[] {(byte) 0xff, '\n'})
                        .run("put", "--if-absent", "config/b", "-")
                        .exitCode())
                .isZero();
        assertThat(given.run("del", "config/a", "2").exitCode()).isZero();
    }

    @Test
    void writesAreLines() {
        write();
        CommandRun run = given.run("follow", "config/", "--from", "0", "--limit", "4");
        assertThat(run.out()).isEqualTo("""
                        1\tput\tconfig/a\t1\tred
                        3\tput\tconfig/a\t2\tblue
                        4\tput\tconfig/b\t1\t\\xff\\x0a
                        5\tdelete\tconfig/a\t3
                        """);
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(given.run("follow", "--from", "1", "--limit", "1").out()).isEqualTo("2\tput\tother\t1\tx\n");
    }

    @Test
    void writesAreJson() {
        write();
        assertThat(given.run("follow", "config/", "--from", "3", "--limit", "2", "--json")
                        .out()
                        .replaceAll("20[^\"]*Z", "TIME"))
                .isEqualTo("""
                        {"kind":"put","revision":4,"previous":3,"key":"config/b","version":1,"value_base64":"/wo=","by":"default","time":"TIME","last":true}
                        {"kind":"delete","revision":5,"previous":4,"key":"config/a","version":3,"by":"default","time":"TIME","last":true}
                        """);
    }

    @Test
    void stateComesFirst() throws Exception {
        write();
        try (LatchkeyProcess follow = start("follow", "config/", "--state", "--limit", "1")) {
            assertThat(follow.nextLine()).isEqualTo("5\tstate\t1");
            assertThat(follow.nextLine()).isEqualTo("5\tkey\tconfig/b\t1\t\\xff\\x0a");
            given.run("put", "--if-absent", "config/c", "new");
            Result result = follow.end();
            assertThat(result.out()).endsWith("6\tput\tconfig/c\t1\tnew\n");
            assertThat(result.exitCode()).isZero();
        }
    }

    @Test
    void revisionThatTheStoreHasNotReachedIsRefused() {
        CommandRun run = given.run("follow", "--from", "7");
        assertThat(run.exitCode()).isOne();
        assertThat(run.err()).contains("latchkey follow: the store has not reached revision 7");
    }

    @Test
    void withoutAServerTheExitCodeIsThatOfNoConnection() {
        node.close();
        CommandRun run = given.run("follow", "--timeout", "200ms");
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains("cannot connect to 127.0.0.1:" + node.port());
    }

    @Test
    void missingPasswordIsReportedLikeByOtherCommands() {
        try (ServedNode secured = ServedNode.withPassword()) {
            CommandRun run = CommandRun.Given.server(secured.port()).run("follow");
            assertThat(run.exitCode()).isEqualTo(4);
            assertThat(run.err()).contains("NOAUTH the server requires a password: use --password-file");
        }
    }

    private LatchkeyProcess start(String... arguments) {
        List<String> command = LatchkeyProcess.command(arguments);
        command.addAll(0, LockProcess.WITH_DEFAULT_SIGNALS);
        return LatchkeyProcess.start(Map.of("LATCHKEY_SERVER", "127.0.0.1:" + node.port()), command);
    }

    /** Writes until the process, which may not have begun to follow, has printed a line. */
    private String firstLine(LatchkeyProcess follow) throws Exception {
        Future<String> line = CompletableFuture.supplyAsync(follow::nextLine, task -> new Thread(task).start());
        while (!line.isDone()) {
            given.run("put", "--any-version", "k", "x");
        }
        return line.get();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void interruptEndsItSilently() throws Exception {
        try (LatchkeyProcess follow = start("follow")) {
            assertThat(firstLine(follow)).contains("\tput\tk\t");
            follow.signal("INT");
            Result result = follow.end();
            assertThat(result.exitCode()).isEqualTo(130);
            assertThat(result.err()).isEmpty();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void closedPipeEndsItSilently() throws IOException {
        write();
        String command = String.join(" ", LatchkeyProcess.command("follow", "--from", "0"));
        List<String> script = List.of("bash", "-c", command + " | head -1; echo ${PIPESTATUS[0]}");
        try (LatchkeyProcess shell =
                LatchkeyProcess.start(Map.of("LATCHKEY_SERVER", "127.0.0.1:" + node.port()), script)) {
            shell.nextLine();
            given.run("put", "--any-version", "k", "after the pipe was closed");
            given.run("put", "--any-version", "k", "again");
            Result result = shell.end();
            assertThat(result.out()).isEqualTo("1\tput\tconfig/a\t1\tred\n141\n");
            assertThat(result.err()).isEmpty();
        }
    }

    @Test
    void historyIsNewestFirst() {
        write();
        CommandRun run = given.run("history", "config/a");
        assertThat(run.out().replaceAll("20[^\t]*Z", "TIME"))
                .isEqualTo(
                        "3\t5\tdelete\tdefault\tTIME\t0\n2\t3\tput\tdefault\tTIME\t4\n1\t1\tput\tdefault\tTIME\t3\n");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(given.run("history", "config/a", "--limit", "1", "--json")
                        .out()
                        .replaceAll("20[^\"]*Z", "TIME"))
                .isEqualTo("""
                        {"version":3,"revision":5,"kind":"delete","by":"default","time":"TIME","size":0}
                        {"complete":true}
                        """);
        assertThat(given.run("history", "nothing").out()).isEmpty();
    }
}
