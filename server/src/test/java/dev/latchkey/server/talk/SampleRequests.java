package dev.latchkey.server.talk;

import dev.latchkey.wire.verbs.Argument;
import dev.latchkey.wire.verbs.Verb;
import java.util.ArrayList;
import java.util.List;

/** Requests made from the command table, so that tests cover a command as soon as it has a row. */
public final class SampleRequests {

    private SampleRequests() {}

    /** A request with every required argument. */
    public static String[] right(Verb verb) {
        List<String> words = new ArrayList<>(List.of(verb.name()));
        for (Argument argument : verb.arguments()) {
            if (!argument.optional()) {
                words.add(argument.type().equals("integer") ? "1" : "k");
            }
        }
        return words.toArray(String[]::new);
    }
}
