package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.foreign.ServedNode;
import dev.latchkey.client.link.ServerAddress;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.trial.faults.Fault;
import dev.latchkey.trial.faults.FaultLog;
import dev.latchkey.trial.faults.FaultProxy;
import dev.latchkey.trial.faults.Upstream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that write, when the reply to one of their requests is lost: their exit code says exactly what happened. Covers SESS-02. */
final class LostReplyTest {

    /** More than the requests of a command that writes: reading, opening the session, writing, closing the session. */
    private static final int REQUESTS = 4;

    private final ServedNode node = ServedNode.open();
    private final CommandRun.Given direct = CommandRun.Given.server(node.port());

    @AfterEach
    void stop() {
        node.close();
    }

    /** Drops the connection after the server has executed the request with that number, counted from 1. */
    private static Supplier<Fault> lostReplyTo(int request) {
        AtomicInteger requests = new AtomicInteger();
        return () -> requests.incrementAndGet() == request ? new Fault.CutReply(0, false) : Fault.NONE;
    }

    private CommandRun run(int lost, String... arguments) throws IOException {
        Upstream server = Upstream.of(List.of(new ServerAddress("127.0.0.1", node.port())), 5_000);
        try (FaultProxy proxy = new FaultProxy(server, lostReplyTo(lost), FaultLog.NOWHERE, SystemTime.INSTANCE)) {
            int port =
                    Integer.parseInt(proxy.address().substring(proxy.address().lastIndexOf(':') + 1));
            return CommandRun.Given.server(port).run(arguments);
        }
    }

    private static void assertDone(CommandRun run, String out) {
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo(out);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, REQUESTS})
    void writeIsDoneOnceWhicheverReplyIsLost(int lost) throws IOException {
        assertDone(run(lost, "put", "k", "a", "0"), "1\n");
        assertDone(run(lost, "put", "k", "b", "1"), "2\n");
        assertDone(run(lost, "put", "--any-version", "k", "c"), "3\n");
        assertDone(run(lost, "del", "k", "3"), "4\n");
        assertDone(run(lost, "put", "--if-absent", "k", "d"), "5\n");
        assertDone(direct.run("get", "--only-version", "k"), "5\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, REQUESTS})
    void refusalIsDefiniteWhicheverReplyIsLost(int lost) throws IOException {
        assertDone(direct.run("put", "k", "a", "0"), "1\n");
        CommandRun conflict = run(lost, "put", "k", "b", "0");
        assertThat(conflict.exitCode()).isEqualTo(1);
        assertThat(conflict.err()).contains("not done: version conflict, the key is at version 1");
        CommandRun missing = run(lost, "del", "other", "1");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("not done: no such key");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void keysWithAPrefixAreAllDeletedWhicheverReplyIsLost(int lost) throws IOException {
        assertDone(direct.run("put", "p/1", "a", "0"), "1\n");
        assertDone(direct.run("put", "p/2", "a", "0"), "1\n");
        assertDone(run(lost, "del", "--prefix", "p/", "--yes"), "deleted 2 keys\n");
        assertDone(direct.run("list"), "");
    }

    @Test
    void readingOpensNoSession() {
        direct.run("get", "k");
        direct.run("list");
        assertThat(direct.run("info", "sessions").out()).contains("sessions_opened:0");
        direct.run("put", "k", "a", "0");
        assertThat(direct.run("info", "sessions").out()).contains("sessions_opened:1", "sessions:0");
    }
}
