package dev.latchkey.sim.run;

/** Counts the faults that a run of {@link LossyLink}s injected. */
public final class LinkFaultCounts {

    public long sends;
    public long requestsLost;
    public long repliesLost;
    public long lateExecutions;

    /** Late executions that wrote something. */
    public long lateWrites;

    /** Executions that overtook an attempt sent earlier. */
    public long overtakings;

    public void add(LinkFaultCounts other) {
        sends += other.sends;
        requestsLost += other.requestsLost;
        repliesLost += other.repliesLost;
        lateExecutions += other.lateExecutions;
        lateWrites += other.lateWrites;
        overtakings += other.overtakings;
    }

    /** Requires that each enabled fault happened, because a run in which it did not proves nothing. */
    public void requireFired(LinkFaults faults) {
        requireFired("lost request", faults.requestLossPerMille(), requestsLost);
        requireFired("lost reply", faults.replyLossPerMille(), repliesLost);
        requireFired("late execution", faults.lateExecutionPerMille(), lateExecutions);
    }

    private static void requireFired(String fault, int perMille, long count) {
        if (perMille > 0 && count == 0) {
            throw new AssertionError("a run without one " + fault + " is void");
        }
    }

    @Override
    public String toString() {
        return sends + " sends, " + requestsLost + " requests lost, " + repliesLost + " replies lost, " + lateExecutions
                + " executed late (" + lateWrites + " of them wrote), " + overtakings + " overtakings";
    }
}
