package dev.latchkey.check;

/**
 * One operation of a client: its input, its output, and its time interval. It takes effect atomically at some time between
 * {@code call} and {@code end}, both inclusive.
 *
 * @param client the client that called it
 * @param call the time of the call, on a monotonic clock of any unit
 * @param end the time of the return, not before {@code call}; {@link #OPEN} if it may take effect at any later time, or never
 */
public record Operation<I, O>(int client, I input, O output, long call, long end) {

    /** The end of an operation that may never take effect. If it does, it is at or after {@code call} and with its output. */
    public static final long OPEN = Long.MAX_VALUE;

    public Operation {
        if (end < call) {
            throw new IllegalArgumentException("an operation called at " + call + " cannot have ended at " + end);
        }
    }
}
