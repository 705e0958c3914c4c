package dev.latchkey.check;

/**
 * What one client asked and was told, and when. It took effect at one moment from {@code call} to {@code end}, both included.
 *
 * @param client who asked; a client has one operation under way at a time
 * @param call when it was asked, in any unit that only grows
 * @param end when it was answered, not before {@code call}; {@link #OPEN} if it may take effect at any later time, or never
 */
public record Operation<I, O>(int client, I input, O output, long call, long end) {

    /** The end of an operation that need not have been done: if ever it was, it was at {@code call} or later, and as answered. */
    public static final long OPEN = Long.MAX_VALUE;

    public Operation {
        if (end < call) {
            throw new IllegalArgumentException(
                    "an operation that was called at " + call + " cannot have ended at " + end);
        }
    }
}
