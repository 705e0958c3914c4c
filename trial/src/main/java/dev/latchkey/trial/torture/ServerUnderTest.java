package dev.latchkey.trial.torture;

import dev.latchkey.client.link.ServerAddress;
import dev.latchkey.seams.Time;
import dev.latchkey.trial.faults.Upstream;
import dev.latchkey.trial.record.GuaranteeViolatedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The server under test, across all its restarts. Driven by one thread; any thread may call {@link #connect}.
 *
 * <p>Each process listens on a new free port, so that no other program can take the port between restarts.
 */
final class ServerUnderTest implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final int CONNECT_MILLIS_MAX = 5_000;
    private static final Duration READY_MAX = Duration.ofMinutes(2);
    private static final Duration STOP_MAX = Duration.ofSeconds(30);
    private static final int SIGKILL = 137;

    /** Exit codes of a server that was stopped from outside: a clean shutdown, and the signals HUP, INT, KILL and TERM. */
    private static final Set<Integer> STOPPED_FROM_OUTSIDE = Set.of(0, 129, 130, SIGKILL, 143);

    private final ServerCommand command;
    private final Time time;
    private final ServerLines lines = new ServerLines();
    private @Nullable ServerProcess process;
    private volatile int port;
    private long startNanosLast;
    private long startNanosMax;
    private int starts;
    private int kills;
    private Duration cpu = Duration.ZERO;

    ServerUnderTest(ServerCommand command, Time time) {
        this.command = command;
        this.time = time;
    }

    /** Starts the server and waits until it is ready. */
    void start() throws IOException, InterruptedException {
        long begun = time.nanos();
        ServerProcess started = begin();
        OptionalInt ready = started.awaitReady(READY_MAX);
        if (ready.isEmpty()) {
            if (started.endsWithin(STOP_MAX)) {
                if (starts == 1) {
                    throw new IOException("the server could not be started: " + lines.last());
                }
                throw exited(started, "during startup");
            }
            throw new GuaranteeViolatedException("the server was not ready within " + READY_MAX.toSeconds()
                    + " s; its last output: " + lines.last());
        }
        startNanosLast = time.nanos() - begun;
        startNanosMax = Math.max(startNanosMax, startNanosLast);
        port = ready.getAsInt();
    }

    /** Starts the server and kills it after the given fraction of the duration of the last complete startup. */
    void startAndKill(double part) throws IOException, InterruptedException {
        ServerProcess started = begin();
        if (started.endsWithin(Duration.ofNanos((long) (startNanosLast * part)))) {
            throw exited(started, "during startup");
        }
        kill();
    }

    private ServerProcess begin() throws IOException {
        ServerProcess started = ServerProcess.start(command.words(), lines);
        process = started;
        starts++;
        return started;
    }

    /** Lets the server run for the given time. */
    void serve(Duration time) throws InterruptedException {
        ServerProcess serving = current();
        if (serving.endsWithin(time)) {
            throw exited(serving, "while serving");
        }
    }

    /** Sends SIGKILL and waits until the process has exited. */
    void kill() throws InterruptedException {
        ServerProcess killed = current();
        port = 0;
        cpu = cpu.plus(killed.cpu());
        killed.kill();
        if (killed.exitCode() != SIGKILL) {
            throw exited(killed, "just before it was killed");
        }
        kills++;
    }

    /** Sends SIGTERM and waits until the server has shut down cleanly. */
    void stop() throws InterruptedException {
        ServerProcess stopped = current();
        port = 0;
        cpu = cpu.plus(stopped.cpu());
        stopped.terminate();
        if (!stopped.endsWithin(STOP_MAX)) {
            throw new GuaranteeViolatedException("the server did not exit within " + STOP_MAX.toSeconds()
                    + " s of SIGTERM; its last output: " + lines.last());
        }
        if (stopped.exitCode() != 0) {
            throw new GuaranteeViolatedException("the server exited with code " + stopped.exitCode()
                    + " after SIGTERM; its last output: " + lines.last());
        }
    }

    private RuntimeException exited(ServerProcess process, String when) {
        int code = process.exitCode();
        String what = "the server exited " + when + " with code " + code;
        return STOPPED_FROM_OUTSIDE.contains(code)
                ? new StoppedExternallyException(what + ": it was stopped from outside")
                : new GuaranteeViolatedException(what + "; its last output: " + lines.last());
    }

    private ServerProcess current() {
        return Objects.requireNonNull(process, "the server was started");
    }

    boolean isAlive() {
        return current().isAlive();
    }

    /** Throws an exception that says why, if the server has exited. */
    void requireAlive() {
        ServerProcess serving = current();
        if (!serving.isAlive()) {
            throw exited(serving, "while clients used it");
        }
    }

    /** The current address of the server. */
    String address() {
        return HOST + ":" + port;
    }

    /** Opens a connection to the server; implements {@link Upstream}. */
    Socket connect() throws IOException {
        int now = port;
        if (now == 0) {
            throw new ConnectException("the server is down");
        }
        return Upstream.of(List.of(new ServerAddress(HOST, now)), CONNECT_MILLIS_MAX)
                .connect();
    }

    int starts() {
        return starts;
    }

    int kills() {
        return kills;
    }

    /** The longest time from the start of a process until it was ready. */
    Duration startMax() {
        return Duration.ofNanos(startNanosMax);
    }

    /** The processor time that the servers used until they were killed or stopped. */
    Duration cpu() {
        return cpu;
    }

    ServerLines.Counted said() {
        return lines.counted();
    }

    @Override
    public void close() {
        ServerProcess last = process;
        if (last != null) {
            last.close();
        }
    }
}
