package dev.latchkey.trial.torture;

import dev.latchkey.client.link.ServerAddress;
import dev.latchkey.seams.Time;
import dev.latchkey.trial.faults.Upstream;
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
 * One server through all its lives. Driven by one thread; {@link #connect} is for any.
 *
 * <p>Each life has a port of its own, so that nobody can take it meanwhile.
 */
final class Victim implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final int CONNECT_MILLIS_MAX = 5_000;
    private static final Duration READY_MAX = Duration.ofMinutes(2);
    private static final Duration STOP_MAX = Duration.ofSeconds(30);
    private static final int SIGKILL = 137;

    /** An end in order, and the signals HUP, INT, KILL, TERM of others. */
    private static final Set<Integer> BY_OTHERS = Set.of(0, 129, 130, SIGKILL, 143);

    private final ServerCommand command;
    private final Time time;
    private final ServerLines lines = new ServerLines();
    private @Nullable ServerProcess process;
    private volatile int port;
    private long startNanosLast;
    private long startNanosMax;
    private int starts;
    private int kills;

    Victim(ServerCommand command, Time time) {
        this.command = command;
        this.time = time;
    }

    /** Starts it, and returns when it is ready. */
    void start() throws IOException, InterruptedException {
        long begun = time.nanos();
        ServerProcess started = begin();
        OptionalInt ready = started.awaitReady(READY_MAX);
        if (ready.isEmpty()) {
            if (started.endsWithin(STOP_MAX)) {
                if (starts == 1) {
                    throw new IOException("the server could not be started: " + lines.last());
                }
                throw ended(started, "when it was started");
            }
            throw new BrokenPromiseException(
                    "the server was not ready within " + READY_MAX.toSeconds() + " s; it said: " + lines.last());
        }
        startNanosLast = time.nanos() - begun;
        startNanosMax = Math.max(startNanosMax, startNanosLast);
        port = ready.getAsInt();
    }

    /** Starts it, and kills it when a part of the time has passed that the last whole start took. */
    void startAndKill(double part) throws IOException, InterruptedException {
        ServerProcess started = begin();
        if (started.endsWithin(Duration.ofNanos((long) (startNanosLast * part)))) {
            throw ended(started, "when it was started");
        }
        kill();
    }

    private ServerProcess begin() throws IOException {
        ServerProcess started = ServerProcess.start(command.words(), lines);
        process = started;
        starts++;
        return started;
    }

    /** Lets it serve for a while. */
    void serve(Duration time) throws InterruptedException {
        ServerProcess serving = current();
        if (serving.endsWithin(time)) {
            throw ended(serving, "while it served");
        }
    }

    /** SIGKILL; on return it is gone. */
    void kill() throws InterruptedException {
        ServerProcess killed = current();
        port = 0;
        killed.kill();
        if (killed.exitCode() != SIGKILL) {
            throw ended(killed, "a moment before it was killed");
        }
        kills++;
    }

    /** SIGTERM; on return it has ended in order. */
    void stop() throws InterruptedException {
        ServerProcess stopped = current();
        port = 0;
        stopped.terminate();
        if (!stopped.endsWithin(STOP_MAX)) {
            throw new BrokenPromiseException("the server did not end within " + STOP_MAX.toSeconds()
                    + " s of SIGTERM; it said: " + lines.last());
        }
        if (stopped.exitCode() != 0) {
            throw new BrokenPromiseException("the server ended with exit code " + stopped.exitCode()
                    + " when it was told to stop; it said: " + lines.last());
        }
    }

    private RuntimeException ended(ServerProcess process, String when) {
        int code = process.exitCode();
        String what = "the server ended " + when + ", with exit code " + code;
        return BY_OTHERS.contains(code)
                ? new StoppedByOthersException(what + ": somebody else stopped it")
                : new BrokenPromiseException(what + "; it said: " + lines.last());
    }

    private ServerProcess current() {
        return Objects.requireNonNull(process, "it was started");
    }

    boolean isAlive() {
        return current().isAlive();
    }

    /** Throws what its end means, if it has ended by itself. */
    void requireAlive() {
        ServerProcess serving = current();
        if (!serving.isAlive()) {
            throw ended(serving, "while it was asked");
        }
    }

    /** Where it listens now. */
    String address() {
        return HOST + ":" + port;
    }

    /** A connection to it, as {@link Upstream} says. */
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

    /** The longest from the start of the process until it was ready. */
    Duration startMax() {
        return Duration.ofNanos(startNanosMax);
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
