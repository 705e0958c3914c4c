package dev.latchkey.sim.world;

/** Counts what became of follows. Not thread-safe. */
public final class FollowTally {

    private long begun;
    private long events;
    private long states;
    private long resumed;
    private long paused;
    private long storesChanged;
    private long compacted;

    /** A client has begun a follow. */
    public void addBegun() {
        begun++;
    }

    /** Adds what a follow has done. */
    public void addFigures(long moreEvents, long moreStates, long moreResumed, long morePaused) {
        events += moreEvents;
        states += moreStates;
        resumed += moreResumed;
        paused += morePaused;
    }

    /** A follow has ended because the server has another store. */
    public void addStoreChanged() {
        storesChanged++;
    }

    /** A follow has ended because events were evicted. */
    public void addCompacted() {
        compacted++;
    }

    /** Adds the counts of another tally. */
    public void add(FollowTally other) {
        begun += other.begun;
        addFigures(other.events, other.states, other.resumed, other.paused);
        storesChanged += other.storesChanged;
        compacted += other.compacted;
    }

    public long begun() {
        return begun;
    }

    /** The number of events that clients have received. */
    public long events() {
        return events;
    }

    /** The number of states that clients have received. */
    public long states() {
        return states;
    }

    /** How often a follow was resumed, after a lost connection or a pause. */
    public long resumed() {
        return resumed;
    }

    /** How often a follow was paused because its consumer was slow. */
    public long paused() {
        return paused;
    }

    /** How often a follow ended because the server had another store. */
    public long storesChanged() {
        return storesChanged;
    }

    /** How often a follow ended because events were evicted. */
    public long compacted() {
        return compacted;
    }
}
