package dev.latchkey.server.verbs;

import dev.latchkey.wire.verbs.Family;
import dev.latchkey.wire.verbs.Verb;
import java.util.EnumMap;
import java.util.Map;

/** Collects the handlers of all families. A verb without a handler, or with two, stops the server at startup. */
final class Registry {

    private final Map<Verb, Handler> handlers = new EnumMap<>(Verb.class);

    void add(Family family, Map<Verb, Handler> ofFamily) {
        ofFamily.forEach((verb, handler) -> {
            if (verb.isForStore()) {
                throw new IllegalStateException(verb + " is for the store and takes no handler");
            }
            if (verb.family() != family) {
                throw new IllegalStateException(verb + " is of the family " + verb.family() + ", not " + family);
            }
            if (handlers.put(verb, handler) != null) {
                throw new IllegalStateException(verb + " has two handlers");
            }
        });
    }

    Map<Verb, Handler> complete() {
        for (Verb verb : Verb.values()) {
            if (!verb.isForStore() && !handlers.containsKey(verb)) {
                throw new IllegalStateException(verb + " has no handler in the family " + verb.family());
            }
        }
        return handlers;
    }
}
