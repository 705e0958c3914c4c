package dev.latchkey.cluster.replica;

import java.util.Set;
import java.util.TreeSet;

/**
 * The nodes whose votes count.
 *
 * @param current the members, by id
 * @param leaving while the members change: the members before the change, of which a majority is needed too; otherwise empty
 */
public record Voters(Set<String> current, Set<String> leaving) {

    public Voters {
        current = Set.copyOf(current);
        leaving = Set.copyOf(leaving);
        if (current.isEmpty()) {
            throw new IllegalArgumentException("a cluster has at least one member");
        }
    }

    /** Members that do not change at the moment. */
    public static Voters of(Set<String> members) {
        return new Voters(members, Set.of());
    }

    /** Returns whether {@code nodes} contains a majority of the members and, while they change, of those before the change. */
    public boolean isMajority(Set<String> nodes) {
        return isMajorityOf(current, nodes) && (leaving.isEmpty() || isMajorityOf(leaving, nodes));
    }

    private static boolean isMajorityOf(Set<String> members, Set<String> nodes) {
        long present = members.stream().filter(nodes::contains).count();
        return present > members.size() / 2;
    }

    /** Returns the ids of all nodes whose votes count, sorted. */
    public Set<String> all() {
        Set<String> all = new TreeSet<>(current);
        all.addAll(leaving);
        return all;
    }
}
