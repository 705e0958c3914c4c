package dev.latchkey.trial.record;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The numbers under which one client is recorded. A client that leaves an operation open continues under another number, so that
 * the operations of one number follow one another; it counts the lives of the client in thousands. For all threads.
 */
public final class ClientNumbers {

    /** The difference between two consecutive numbers of a client. Greater than the number of clients. */
    public static final int STRIDE = 1_000;

    /** The number under which final reads are recorded. */
    public static final int FINAL_READS = STRIDE - 2;

    /** The client under which copies of creates are recorded. */
    static final int COPIES = STRIDE - 1;

    /** From this life on, a client keeps its number: its last operations may then overlap. */
    private static final int LIVES_MAX = Integer.MAX_VALUE / STRIDE;

    private final int client;
    private final AtomicInteger lives = new AtomicInteger();

    ClientNumbers(int client) {
        if (client < 0 || client >= STRIDE) {
            throw new IllegalArgumentException("client " + client + " is not in the range 0 to " + (STRIDE - 1));
        }
        this.client = client;
    }

    /** Returns the number of the next life, beginning with the first. */
    int next() {
        return client + STRIDE * lives.getAndUpdate(life -> Math.min(life + 1, LIVES_MAX - 1));
    }
}
