package dev.latchkey.client.link;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The addresses that were tried since the last connection was established, each with the reason for its last failure. */
final class ConnectionFailures {

    private static final int ENTRIES_MAX = 64;

    /** A server and, unless its name could not be resolved, one of its addresses. */
    private record Place(ServerAddress server, String shown) {}

    private final Map<Place, String> reasons = new LinkedHashMap<>();
    private int attempts;

    void add(Endpoint endpoint, String why) {
        add(new Place(endpoint.server(), endpoint.toString()), why);
    }

    void add(ServerAddress server, String why) {
        add(new Place(server, server.toString()), why);
    }

    private void add(Place place, String why) {
        attempts++;
        reasons.put(place, why);
        if (reasons.size() > ENTRIES_MAX) {
            reasons.remove(reasons.keySet().iterator().next());
        }
    }

    /** The number of failed attempts. */
    int attempts() {
        return attempts;
    }

    /** Drops addresses that a server no longer has. */
    void keepOnly(ServerAddress server, List<Endpoint> endpoints) {
        List<String> shown = endpoints.stream().map(Endpoint::toString).toList();
        reasons.keySet().removeIf(place -> place.server().equals(server) && !shown.contains(place.shown()));
    }

    void clear() {
        reasons.clear();
        attempts = 0;
    }

    /** One sentence for all addresses, those that are being tried for the first time included. */
    String text(Collection<Endpoint> underWay) {
        Stream<String> failed =
                reasons.entrySet().stream().map(entry -> entry.getKey().shown() + ": " + entry.getValue());
        Stream<String> waiting = underWay.stream()
                .distinct()
                .filter(endpoint -> !reasons.containsKey(new Place(endpoint.server(), endpoint.toString())))
                .map(endpoint -> endpoint + ": no reply yet");
        String all = Stream.concat(failed, waiting).collect(Collectors.joining("; "));
        return all.isEmpty() ? "no connection yet" : "cannot connect to " + all;
    }
}
