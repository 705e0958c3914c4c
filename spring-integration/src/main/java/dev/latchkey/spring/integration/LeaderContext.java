package dev.latchkey.spring.integration;

import dev.latchkey.client.clerk.Guard;
import dev.latchkey.client.election.Candidacy;
import dev.latchkey.client.election.Leadership;
import dev.latchkey.core.Version;
import org.springframework.integration.leader.Context;

/** The context of a candidate that has been granted the leadership, with its fencing token. */
public final class LeaderContext implements Context {

    private final String role;
    private final Leadership leadership;
    private final Candidacy candidacy;

    LeaderContext(String role, Leadership leadership, Candidacy candidacy) {
        this.role = role;
        this.leadership = leadership;
        this.candidacy = candidacy;
    }

    @Override
    public boolean isLeader() {
        return leadership.isLeader();
    }

    /** Gives up the leadership in the background. The candidate then waits behind all others. */
    @Override
    public void yield() {
        if (isLeader()) {
            candidacy.resign();
        }
    }

    @Override
    public String getRole() {
        return role;
    }

    /** The fencing token of the leadership, which is greater than that of every earlier leader. */
    public Version token() {
        return leadership.token();
    }

    /** The guard for writes to the store, which the server refuses once another candidate leads. */
    public Guard guard() {
        return leadership.guard();
    }

    @Override
    public String toString() {
        return "LeaderContext[" + role + ", token " + token() + ", leads: " + isLeader() + "]";
    }
}
