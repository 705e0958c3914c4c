package dev.latchkey.app.durable;

import java.util.Map;
import java.util.TreeMap;

/** Dies when a point is passed for the n-th time, and fails every later step. Counts how often each point is passed. */
public final class KillPoint implements HookedDisk.Hook {

    private final String point;
    private final int pass;
    private final Runnable death;
    private final Map<String, Integer> passes = new TreeMap<>();
    private boolean dead;

    /**
     * @param pass the pass at which to die, counted from 1
     * @param death ends the process, or returns
     */
    public KillPoint(String point, int pass, Runnable death) {
        this.point = point;
        this.pass = pass;
        this.death = death;
    }

    /** For use within a test, where the process itself continues. */
    static KillPoint at(String point, int pass) {
        return new KillPoint(point, pass, () -> {});
    }

    static KillPoint never() {
        return at("", 0);
    }

    @Override
    public synchronized void at(String passed) {
        if (!dead && passes.merge(passed, 1, Integer::sum) == pass && passed.equals(point)) {
            dead = true;
            death.run();
        }
        if (dead) {
            throw new Killed(point);
        }
    }

    synchronized boolean isDead() {
        return dead;
    }

    /** How often each point was passed. */
    synchronized Map<String, Integer> passes() {
        return new TreeMap<>(passes);
    }
}
