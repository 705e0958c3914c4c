package dev.latchkey.trial.faults;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Requests that reach the server late, each on a connection of its own. For all threads. */
final class LateCopies {

    private static final int COPIES_MAX = 10_000;
    private static final int MILLIS_MAX = 5_000;

    /**
     * A request to come.
     *
     * @param greeting what its connection had begun with; empty if with the request
     * @param due behind which number of requests
     */
    @SuppressWarnings("ArrayRecordComponent") // why: never compared, the bytes are handed through
    record Copy(byte[] greeting, byte[] request, int due) {}

    private final Upstream upstream;
    private final FaultLog log;
    private final BlockingQueue<Copy> copies = new LinkedBlockingQueue<>(COPIES_MAX);

    LateCopies(Upstream upstream, FaultLog log) {
        this.upstream = upstream;
        this.log = log;
    }

    /** False if there is no room for one more. */
    boolean keep(Copy copy) {
        return copies.offer(copy);
    }

    /** Executes those that are due, and returns how many the server answered. Blocks for each, for a bounded time. */
    int execute(int number) {
        int executed = 0;
        for (Copy copy : copies) {
            if (copy.due() <= number && copies.remove(copy) && execute(copy)) {
                executed++;
            }
        }
        return executed;
    }

    private boolean execute(Copy copy) {
        try (Socket other = upstream.connect()) {
            other.setSoTimeout(MILLIS_MAX);
            OutputStream out = other.getOutputStream();
            InputStream in = new BufferedInputStream(other.getInputStream());
            if (copy.greeting().length > 0) {
                out.write(copy.greeting());
                Frame.read(in);
            }
            log.sendingOn(copy.request());
            out.write(copy.request());
            Frame.read(in);
            return true;
        } catch (IOException e) {
            return false; // why: a copy that gets lost is a fault as well, only another one
        }
    }
}
