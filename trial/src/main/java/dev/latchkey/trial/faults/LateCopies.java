package dev.latchkey.trial.faults;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Copies of requests that are delivered to the server late, each on a new connection. For all threads. */
final class LateCopies {

    private static final int COPIES_MAX = 10_000;
    private static final int MILLIS_MAX = 5_000;

    /**
     * A request to deliver later.
     *
     * @param greeting the greeting of the original connection; empty if it had none
     * @param due the number of the request after which the copy is delivered
     */
    @SuppressWarnings("ArrayRecordComponent") // why: records are never compared, and the bytes are only passed through
    record Copy(byte[] greeting, byte[] request, int due) {}

    private final Upstream upstream;
    private final FaultLog log;
    private final BlockingQueue<Copy> copies = new LinkedBlockingQueue<>(COPIES_MAX);

    LateCopies(Upstream upstream, FaultLog log) {
        this.upstream = upstream;
        this.log = log;
    }

    /** Adds a copy. Returns false if there are too many already. */
    boolean keep(Copy copy) {
        return copies.offer(copy);
    }

    /** Delivers the copies that are due, and returns how many the server answered. Blocks for each for a bounded time. */
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
            return false; // why not rethrown: a lost copy is a fault as well, just a different one
        }
    }
}
