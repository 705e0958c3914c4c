package dev.latchkey.server.talk;

import dev.latchkey.wire.verbs.Argument;
import dev.latchkey.wire.verbs.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Requests made from the command table, so that tests cover a command as soon as it has a row. */
public final class SampleRequests {

    /** Commands whose arguments depend on each other. */
    private static final Map<Verb, String> SPECIAL = Map.of(
            Verb.SESSION, "SESSION OPEN 1000",
            Verb.CHANGES, "CHANGES k FROM 0",
            Verb.ONCE, "ONCE 00112233445566778899aabbccddeeff 1 0 CANCEL",
            Verb.TXN, "TXN 1 2 GET k");

    private SampleRequests() {}

    /** A request with every required argument. */
    public static String[] right(Verb verb) {
        String special = SPECIAL.get(verb);
        if (special != null) {
            return special.split(" ", -1);
        }
        List<String> words = new ArrayList<>(List.of(verb.name()));
        for (Argument argument : verb.arguments()) {
            if (!argument.optional()) {
                words.add(argument.type().equals("integer") ? "1" : "k");
            }
        }
        return words.toArray(String[]::new);
    }
}
