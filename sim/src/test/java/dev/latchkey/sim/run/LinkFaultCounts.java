package dev.latchkey.sim.run;

/** What a run of {@link LossyLink}s really did. */
public final class LinkFaultCounts {

    public long sends;
    public long requestsLost;
    public long repliesLost;
    public long lateExecutions;

    /** Late executions that wrote something. */
    public long lateWrites;

    /** Executions that came before that of an attempt sent earlier. */
    public long overtakings;

    public void add(LinkFaultCounts other) {
        sends += other.sends;
        requestsLost += other.requestsLost;
        repliesLost += other.repliesLost;
        lateExecutions += other.lateExecutions;
        lateWrites += other.lateWrites;
        overtakings += other.overtakings;
    }

    /** A run in which a fault was ordered and never happened proves nothing. */
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
