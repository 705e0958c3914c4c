package dev.latchkey.server.talk;

import dev.latchkey.wire.verbs.Verb;
import java.util.ArrayList;
import java.util.List;

/** SampleRequests made from the command table, so that a command added there is tested without a word said here. */
final class SampleRequests {

    private SampleRequests() {}

    /** A request with every argument that must be there. */
    static String[] right(Verb verb) {
        List<String> words = new ArrayList<>(List.of(verb.name()));
        for (Verb.Argument argument : verb.arguments()) {
            if (!argument.optional()) {
                words.add(argument.type().equals("integer") ? "1" : "k");
            }
        }
        return words.toArray(String[]::new);
    }
}
