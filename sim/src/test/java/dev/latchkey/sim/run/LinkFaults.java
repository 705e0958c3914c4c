package dev.latchkey.sim.run;

/**
 * The faults of a {@link LossyLink}.
 *
 * @param requestLossPerMille how many attempts fail before they are executed
 * @param replyLossPerMille how many of the others fail after they are executed
 * @param delayMillisMax the maximum delay of a request or a reply; random delays let attempts overtake each other
 * @param lateExecutionPerMille how many of the attempts that failed before their execution are executed later
 * @param lateMillisMax how long after the failure that may be
 */
public record LinkFaults(
        int requestLossPerMille,
        int replyLossPerMille,
        int delayMillisMax,
        int lateExecutionPerMille,
        int lateMillisMax) {

    /** Nothing is lost, and delays are at most a millisecond. */
    public static final LinkFaults NONE = new LinkFaults(0, 0, 1, 0, 0);

    /** The unreliable network of MIT 6.5840: 10 % of requests and 10 % of replies are lost, and delays are 0 to 26 ms. */
    public static final LinkFaults LAB = new LinkFaults(100, 100, 26, 0, 0);

    /** Like {@link #LAB}, but a third of the lost requests are executed up to a minute later. */
    public static final LinkFaults LAB_AND_LATE = new LinkFaults(100, 100, 26, 333, 60_000);
}
