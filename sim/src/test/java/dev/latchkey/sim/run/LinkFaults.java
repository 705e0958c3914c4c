package dev.latchkey.sim.run;

/**
 * What a {@link LossyLink} does to attempts.
 *
 * @param requestLossPerMille how many fail before they are executed
 * @param replyLossPerMille how many of the others fail after they were executed
 * @param delayMillisMax the longest way of a request or a reply; so attempts overtake each other
 * @param lateExecutionPerMille how many of those that failed before their execution are executed after all
 * @param lateMillisMax how long after the failure at most
 */
public record LinkFaults(
        int requestLossPerMille,
        int replyLossPerMille,
        int delayMillisMax,
        int lateExecutionPerMille,
        int lateMillisMax) {

    /** Nothing is lost, and ways take up to a millisecond. */
    public static final LinkFaults NONE = new LinkFaults(0, 0, 1, 0, 0);

    /** The unreliable network of MIT 6.5840: requests and replies lost 10 % each, ways of 0 to 26 ms. */
    public static final LinkFaults LAB = new LinkFaults(100, 100, 26, 0, 0);

    /** The lab's, and a third of the lost requests executed up to a minute later. */
    public static final LinkFaults LAB_AND_LATE = new LinkFaults(100, 100, 26, 333, 60_000);
}
