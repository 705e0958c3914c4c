package dev.latchkey.trial.record;

import dev.latchkey.check.format.Payload;
import dev.latchkey.check.format.RecordedOperation;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.core.Key;
import dev.latchkey.core.Versioned;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The final state of the keys of a round, when all its operations have returned and no request can be in flight any more. Each key
 * is read once, and the reads are recorded and checked with the round.
 *
 * @param found the final value of each key, if any
 * @param unsettled the keys of writes with an unknown outcome, which may still take effect if the server is alive
 * @param done the number of acknowledged writes
 * @param unknown the number of further writes, with an unknown outcome, that may have taken effect
 */
public record FinalReads(Map<Key, Optional<Versioned>> found, Set<Key> unsettled, long done, long unknown) {

    /**
     * Reads the keys of a completed round.
     *
     * @param client the client number under which the reads are recorded
     * @throws dev.latchkey.client.clerk.LatchkeyException if the Clerk does
     */
    public static FinalReads at(Round round, Clerk clerk, Recorder recorder, int client) {
        Map<Key, Optional<Versioned>> found = new LinkedHashMap<>();
        for (Key key : round.keys) {
            Recorder.Begun begun = recorder.called(client, new ClientOperation.Get(key).call());
            Optional<Versioned> read = clerk.get(key);
            round.operations.add(
                    recorder.returned(begun, OperationResult.toGet(read).answer()));
            found.put(key, read);
        }
        return new FinalReads(
                found, unsettled(round, found.keySet()), count(round, "OK"), count(round, "MAYBE") + unanswered(round));
    }

    /** The keys whose state is final although the server that executed the writes is alive. */
    public FinalReads withoutUnsettled() {
        Map<Key, Optional<Versioned>> settled = new LinkedHashMap<>(found);
        settled.keySet().removeAll(unsettled);
        return new FinalReads(settled, Set.of(), done, unknown);
    }

    private static Set<Key> unsettled(Round round, Set<Key> keys) {
        Set<String> open = round.operations.stream()
                .filter(FinalReads::isWrite)
                .filter(operation ->
                        operation.answer() == null || operation.answer().word().equals("MAYBE"))
                .map(operation -> String.valueOf(operation.call().key()))
                .collect(Collectors.toSet());
        return keys.stream()
                .filter(key -> open.contains(Payload.of(key.toBytes())))
                .collect(Collectors.toSet());
    }

    private static long count(Round round, String word) {
        return round.operations.stream()
                .filter(FinalReads::isWrite)
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
