package dev.latchkey.trial.record;

import dev.latchkey.check.format.RecordedOperation;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.core.Key;
import dev.latchkey.core.Versioned;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a round has left behind, once all its operations have ended and nothing of them can be under way any more: each key read once,
 * recorded and judged with the round.
 *
 * @param found what each key holds
 * @param done how many writes were answered as done
 * @param doubtful how many writes may have been done beside those
 */
public record LastLook(Map<Key, Optional<Versioned>> found, long done, long doubtful) {

    /**
     * Reads the keys of a round that is over.
     *
     * @param client under which number
     * @throws dev.latchkey.client.clerk.LatchkeyException as the Clerk does
     */
    public static LastLook at(Round round, Clerk clerk, Recorder recorder, int client) {
        Map<Key, Optional<Versioned>> found = new LinkedHashMap<>();
        for (Key key : round.keys) {
            Recorder.Begun begun = recorder.called(client, new Step.Get(key).call());
            Optional<Versioned> read = clerk.get(key);
            round.operations.add(recorder.returned(begun, Reaction.toGet(read).answer()));
            found.put(key, read);
        }
        return new LastLook(found, count(round, "OK"), count(round, "MAYBE") + unanswered(round));
    }

    private static long count(Round round, String word) {
        return round.operations.stream()
                .filter(LastLook::isWrite)
                .filter(operation ->
                        operation.answer() != null && operation.answer().word().equals(word))
                .count();
    }

    private static long unanswered(Round round) {
        return round.operations.stream()
                .filter(operation -> isWrite(operation) && operation.answer() == null)
                .count();
    }

    private static boolean isWrite(RecordedOperation operation) {
        return !operation.call().f().equals("get");
    }
}
