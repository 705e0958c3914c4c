package dev.latchkey.core.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;

/** The names of the users who have sessions: one string for each, however many sessions there are. */
final class Users {

    /** The estimated memory of a name, in addition to its bytes. */
    static final int COST_BYTES = 150;

    private static final class User {
        final String name;
        long sessions;

        User(String name) {
            this.name = name;
        }
    }

    private final Map<String, User> byName = new HashMap<>();
    private long nameBytes;

    /** Adds a session of that user, and returns the one string for the name. */
    String add(String name) {
        User user = byName.computeIfAbsent(name, User::new);
        nameBytes += user.sessions == 0 ? lengthOf(name) : 0;
        user.sessions++;
        return user.name;
    }

    /** Removes a session of that user, and forgets the name with the last one. */
    void remove(String name) {
        User user = byName.get(name);
        if (user == null) {
            throw new IllegalStateException("user " + name + " has no session");
        }
        user.sessions--;
        if (user.sessions == 0) {
            byName.remove(name);
            nameBytes -= lengthOf(name);
        }
    }

    /** Returns the number of sessions of that user. */
    long sessionsOf(String name) {
        User user = byName.get(name);
        return user == null ? 0 : user.sessions;
    }

    /** Returns the estimated memory of all names. */
    long bytes() {
        return (long) COST_BYTES * byName.size() + nameBytes;
    }

    /** Returns by how much a session of that user adds to {@link #bytes}. */
    long growthOf(String name) {
        return byName.containsKey(name) ? 0 : COST_BYTES + lengthOf(name);
    }

    private static int lengthOf(String name) {
        return name.getBytes(UTF_8).length;
    }
}
