package dev.latchkey.check.format;

import dev.latchkey.check.model.VersionedInput;
import dev.latchkey.check.model.VersionedOutput;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The vocabulary of a versioned key. */
final class VersionedVocabulary implements Vocabulary<VersionedInput, VersionedOutput> {

    private static final String REFUSED = "refused";

    /**
     * The least version accepted in a result. Why 0, which no present key has: a wrong result of a broken server must lead to a
     * verdict, not to a read error.
     */
    private static final long RESULT_VERSION_MIN = 0;

    private static final VersionedInput GET = new VersionedInput.Get();

    @Override
    public VersionedInput input(int client, RecordedCall call) throws NotAWordException {
        return switch (call.f()) {
            case "get" -> GET;
            case "put" ->
                new VersionedInput.Put(
                        Vocabulary.valueOf("put", call.value()), Vocabulary.versionOf("put", call.version(), 0));
            case "delete" -> new VersionedInput.Delete(Vocabulary.versionOf("delete", call.version(), 1));
            default -> throw Vocabulary.unknownCall(call, "get, put or delete");
        };
    }

    @Override
    public Set<ModelField> fields(RecordedCall call) {
        return switch (call.f()) {
            case "put" -> Set.of(ModelField.V, ModelField.VER);
            case "delete" -> Set.of(ModelField.VER);
            default -> Set.of();
        };
    }

    @Override
    public Set<ModelField> fields(RecordedCall call, RecordedResult answer) {
        return switch (answer.word()) {
            case "OK" -> call.f().equals("get") ? Set.of(ModelField.V, ModelField.VER) : Set.of(ModelField.VER);
            case "ERRVERSION" -> Set.of(ModelField.VER);
            case "MAYBE" -> Set.of(ModelField.VER, ModelField.CAUSE);
            default -> Set.of();
        };
    }

    @Override
    public @Nullable VersionedOutput output(RecordedCall call, RecordedResult answer) throws NotAWordException {
        if (answer.word().equals("ERRNOKEY")) {
            return VersionedOutput.NO_KEY;
        }
        if (call.f().equals("get")) {
            if (answer.word().equals("OK")) {
                return new VersionedOutput.Found(
                        Vocabulary.valueOf("OK to get", answer.value()),
                        Vocabulary.versionOf("OK to get", answer.version(), RESULT_VERSION_MIN));
            }
            throw Vocabulary.unknownAnswer(call, answer, "OK, ERRNOKEY");
        }
        return switch (answer.word()) {
            case "OK" ->
                new VersionedOutput.Written(
                        Vocabulary.versionOf("OK to " + call.f(), answer.version(), RESULT_VERSION_MIN));
            case "ERRVERSION" ->
                new VersionedOutput.Conflict(Vocabulary.versionOf("ERRVERSION", answer.version(), RESULT_VERSION_MIN));
            case "MAYBE" -> isDecidedAtReturn(call, answer) ? VersionedOutput.MAYBE : null;
            default -> throw Vocabulary.unknownAnswer(call, answer, "OK, ERRVERSION, ERRNOKEY, MAYBE");
        };
    }

    @Override
    public @Nullable VersionedOutput unanswered(VersionedInput input) {
        return input instanceof VersionedInput.Get ? null : VersionedOutput.UNKNOWN;
    }

    /** Returns whether a retry was refused because the key was beyond the expected version, which can never come back. */
    private static boolean isDecidedAtReturn(RecordedCall call, RecordedResult answer) {
        return REFUSED.equals(answer.cause()) && call.version() > 0 && answer.version() > call.version();
    }
}
