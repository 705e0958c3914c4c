package dev.latchkey.check.format;

import dev.latchkey.check.model.VersionedInput;
import dev.latchkey.check.model.VersionedOutput;
import org.jspecify.annotations.Nullable;

/** Of a key with versions. */
final class VersionedWords implements Words<VersionedInput, VersionedOutput> {

    private static final String REFUSED = "refused";

    /** Of an answer. Why 0, which no key that is there has: what a broken server says is to be judged, and not refused. */
    private static final long TOLD_MIN = 0;

    private static final VersionedInput GET = new VersionedInput.Get();

    @Override
    public VersionedInput input(int client, Call call) throws NotAWordException {
        return switch (call.f()) {
            case "get" -> GET;
            case "put" ->
                new VersionedInput.Put(Words.valueOf("put", call.value()), Words.versionOf("put", call.version(), 0));
            case "delete" -> new VersionedInput.Delete(Words.versionOf("delete", call.version(), 1));
            default -> throw Words.unknownCall(call, "get, put or delete");
        };
    }

    @Override
    public @Nullable VersionedOutput output(Call call, Answer answer) throws NotAWordException {
        if (answer.word().equals("ERRNOKEY")) {
            return VersionedOutput.NO_KEY;
        }
        if (call.f().equals("get")) {
            if (answer.word().equals("OK")) {
                return new VersionedOutput.Found(
                        Words.valueOf("OK to get", answer.value()),
                        Words.versionOf("OK to get", answer.version(), TOLD_MIN));
            }
            throw Words.unknownAnswer(call, answer, "OK, ERRNOKEY");
        }
        return switch (answer.word()) {
            case "OK" -> new VersionedOutput.Written(Words.versionOf("OK to " + call.f(), answer.version(), TOLD_MIN));
            case "ERRVERSION" ->
                new VersionedOutput.Conflict(Words.versionOf("ERRVERSION", answer.version(), TOLD_MIN));
            case "MAYBE" -> isOnceOrNever(call, answer) ? VersionedOutput.MAYBE : null;
            default -> throw Words.unknownAnswer(call, answer, "OK, ERRVERSION, ERRNOKEY, MAYBE");
        };
    }

    @Override
    public @Nullable VersionedOutput unanswered(VersionedInput input) {
        return input instanceof VersionedInput.Get ? null : VersionedOutput.UNKNOWN;
    }

    /** A send was refused since the key was beyond the version that the write names, which never comes back. */
    private static boolean isOnceOrNever(Call call, Answer answer) {
        return REFUSED.equals(answer.cause()) && call.version() > 0 && answer.version() > call.version();
    }
}
